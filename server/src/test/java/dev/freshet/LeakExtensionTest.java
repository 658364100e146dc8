package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeakExtensionTest {
  @Test
  void aBufferNobodyReleasesIsFound() {
    leak();
    List<String> found = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> found.addAll(LeakExtension.findLeaks()));
    assertThat(found).anyMatch(leak -> leak.contains("LeakExtensionTest.leak"));
  }

  @Test
  void aReleasedBufferIsNotALeak() throws InterruptedException {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1).release();
    assertThat(LeakExtension.findLeaks()).isEmpty();
  }

  private static void leak() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
  }
}
