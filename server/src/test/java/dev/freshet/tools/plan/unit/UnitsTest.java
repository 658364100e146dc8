package dev.freshet.tools.plan.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnitsTest {
  static Stream<DoubleFunction<Object>> makers() {
    return Stream.of(
        Bytes::new,
        Rate::new,
        PerMinute::new,
        Minutes::new,
        Seconds::new,
        CpuTime::new,
        Money::new,
        Hourly::new,
        Volume::new,
        Share::new);
  }

  @ParameterizedTest
  @MethodSource("makers")
  void nonsenseEndsWhereItBegins(DoubleFunction<Object> maker) {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
      assertThatThrownBy(() -> maker.apply(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(expected: at least 0)");
    }
    assertThat(maker.apply(0)).isNotNull();
  }

  @Test
  void amountsTurnIntoOthersWithTheirUnits() {
    assertThat(new PerMinute(60).of(new Connections(5)).perSecond()).isEqualTo(5);
    assertThat(new CpuTime(250).cores(new Rate(4_000))).isCloseTo(1, within(1e-9));
    assertThat(new Hourly(0.1).month().usd()).isCloseTo(73, within(1e-9));
    assertThat(new Connections(10).part(3).count()).isEqualTo(4);
    assertThat(Bytes.gib(1).gb()).isCloseTo(1.073741824, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "0.5, 0.5",
    "9994, '9,994'",
    "9995, 10K",
    "12500, 12.5K",
    "999499, 999K",
    "999500, 1M",
    "2500000, 2.5M",
    "3200000000, 3.2B"
  })
  void countsAreShort(double value, String text) {
    assertThat(Figures.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"2.5, 2.5 s", "130, 2 min 10 s", "180, 3 min", "9000, 2.5 h"})
  void timesAreReadable(double seconds, String text) {
    assertThat(new Seconds(seconds).text()).isEqualTo(text);
  }
}
