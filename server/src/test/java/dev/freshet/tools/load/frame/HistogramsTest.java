package dev.freshet.tools.load.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  @Test
  void partsOfSeveralProcessesAreOneDistribution() {
    Histogram fast = Histograms.make();
    Histogram slow = Histograms.make();
    for (int i = 0; i < 99; i++) {
      fast.recordValue(1_000_000);
    }
    slow.recordValue(500_000_000);
    Histogram all = Histograms.make();
    Histograms.add(all, Histograms.encode(fast));
    Histograms.add(all, Histograms.encode(slow));
    Histograms.add(all, "");
    assertThat(all.getTotalCount()).isEqualTo(100);
    assertThat(Histograms.millis(all, 99)).isCloseTo(1, within(0.01));
    assertThat(Histograms.millis(all, 100)).isCloseTo(500, within(1.0));
    assertThat(Histograms.encode(all)).doesNotContain(" ");
  }

  @Test
  void whatNobodyMeasuredIsZeroAndCountsNothing() {
    assertThat(Histograms.millis(Histograms.make(), 99)).isZero();
  }
}
