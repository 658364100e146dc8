package dev.freshet.tools.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "0.25, 0.25", "7, 7", "15.03, 15", "999, 999", "12345, 12.3k", "5000000, 5M"})
  void marksAreShort(double value, String text) {
    assertThat(Axis.text(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000001", "3, 3", "3.1, 4", "4000, 4000", "6.14, 8", "90, 100"})
  void anAxisEndsAtARoundNumber(double largest, double end) {
    double last = Axis.even(largest).marks().getLast();
    assertThat(last).isCloseTo(end, within(end * 0.2)).isGreaterThanOrEqualTo(largest);
    assertThat(Axis.even(largest).part(last)).isCloseTo(1, within(1e-9));
  }

  @Test
  void aLogarithmicAxisHasAMarkForEachPowerOfTen() {
    Axis axis = Axis.logarithmic(150, 90_000);
    assertThat(axis.marks()).containsExactly(100.0, 1_000.0, 10_000.0, 100_000.0);
    assertThat(axis.part(100)).isZero();
    assertThat(axis.part(100_000)).isCloseTo(1, within(1e-9));
    assertThat(axis.part(Math.sqrt(100.0 * 100_000))).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aLogarithmicChartLeavesAGapForWhatHasNoValue() {
    String svg =
        LineChart.logarithmic("costs")
            .line(
                "a",
                List.of(
                    new double[] {100, 10},
                    new double[] {1_000, Double.NaN},
                    new double[] {10_000, 20}))
            .svg();
    assertThat(svg).contains("M").doesNotContain("NaN").doesNotContain("L");
  }
}
