package dev.freshet.tools.load.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void aNumberOutsideItsBoundsIsToldWithThem() {
    Options options = Options.parse(List.of("--rate", "0"), Set.of("rate"));
    assertThatThrownBy(() -> options.number("rate", 20, 1, 100))
        .hasMessage("rate: 0 (expected: a whole number from 1 to 100)");
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    assertThatThrownBy(() -> Options.parse(List.of("--rat", "1"), Set.of("rate", "size")))
        .hasMessage("option: --rat (expected: one of --rate, --size)");
  }

  @Test
  void aListIsReadNumberByNumber() {
    Options options = Options.parse(List.of("--rates", "20,150"), Set.of("rates"));
    assertThat(options.numbers("rates", List.of(), 1, 500)).containsExactly(20, 150);
  }
}
