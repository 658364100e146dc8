package dev.freshet.tools.load.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class NativeHeapTest {
  @Test
  void whatIsFreeCanBeGivenBackAtAnyTime() {
    assertThatCode(NativeHeap::trim).doesNotThrowAnyException();
  }
}
