package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ServiceRateTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private final ServiceRate rate = new ServiceRate();
  private long now;

  /** So many a second, in turns of 1 ms. */
  private void serve(int perSecond, long nanos) {
    long end = now + nanos;
    double due = 0;
    while (now < end) {
      now += MILLI;
      due += perSecond / 1e3;
      rate.passed((int) due, now);
      due -= (int) due;
    }
  }

  @Test
  void aLongStormIsMeasured() {
    rate.begin(now);
    serve(3_000, 8 * SECOND);
    assertThat(rate.perSecond()).isCloseTo(3_000, within(30.0));
    serve(500, 8 * SECOND);
    assertThat(rate.perSecond()).isCloseTo(500, within(20.0));
  }

  @Test
  void beforeThatItIsGuessedFromWhatOneCosts() {
    for (int i = 0; i < 1_000; i++) {
      rate.cost(100_000);
    }
    now = 10 * SECOND;
    rate.begin(now);
    assertThat(rate.perSecond()).isCloseTo(5_000, within(100.0));
  }

  @Test
  void aMomentWithoutServiceIsNotTheEnd() {
    rate.begin(now);
    serve(3_000, 8 * SECOND);
    serve(0, SECOND / 2);
    assertThat(rate.perSecond()).isGreaterThan(1_500);
  }

  @Test
  void anotherStormBeginsAnew() {
    rate.begin(now);
    serve(10, 8 * SECOND);
    rate.end();
    now += 60 * SECOND;
    rate.begin(now);
    assertThat(rate.perSecond()).isGreaterThan(500);
  }

  @Test
  void itIsNeverNothing() {
    rate.begin(now);
    serve(0, 60 * SECOND);
    assertThat(rate.perSecond()).isGreaterThanOrEqualTo(1);
  }
}
