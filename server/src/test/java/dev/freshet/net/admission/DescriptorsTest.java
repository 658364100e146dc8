package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
  @ParameterizedTest
  @CsvSource({"20000, 1000, 19000", "20000, 0, 20000", "1024, 1000, 512", "256, 1000, 128"})
  void theReserveIsKeptAndHalfOfASmallLimit(long limit, int reserve, int most) {
    assertThat(new Descriptors(limit, reserve).most()).isEqualTo(most);
  }

  @Test
  void beyondWhatCanBeKeptAFewAreTold() {
    var descriptors = new Descriptors(20, 8);
    for (int i = 0; i < 12; i++) {
      assertThat(descriptors.enter()).isTrue();
      assertThat(descriptors.canKeep()).isTrue();
    }
    for (int i = 0; i < 2; i++) {
      assertThat(descriptors.enter()).isTrue();
      assertThat(descriptors.canKeep()).isFalse();
    }
    assertThat(descriptors.enter()).isFalse();
    assertThat(descriptors.open()).isEqualTo(14);
    descriptors.leave();
    assertThat(descriptors.enter()).isTrue();
  }
}
