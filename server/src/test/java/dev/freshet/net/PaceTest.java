package dev.freshet.net;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static long millis(long millis) {
    return MILLISECONDS.toNanos(millis);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 77, 2_000, 1_000_000})
  void inASecondOfStepsAboutTheRateIsSentInEqualShares(int perSecond) {
    var pace = new Pace(perSecond, 0);
    long sent = pace.share(0);
    assertThat(sent).isEqualTo(Math.max(1, perSecond / 10));
    for (long step = 1; step <= 100; step++) {
      int share = pace.share(millis(step * Pace.STEP_MILLIS));
      assertThat(share).isBetween(perSecond / 10, perSecond / 10 + 1);
      sent += share;
    }
    assertThat(sent).isBetween(10L * perSecond, 10L * perSecond + perSecond / 10 + 2);
  }

  @Test
  void theFirstGoesAtOnceHoweverSlowTheRateIs() {
    var pace = new Pace(1, 0);
    assertThat(pace.share(0)).isEqualTo(1);
    assertThat(pace.share(millis(100))).isZero();
  }

  @Test
  void timeThatWasLostIsMadeUpForByOneStepAtMost() {
    var pace = new Pace(1_000, 0);
    pace.share(0);
    assertThat(pace.share(millis(10_000))).isEqualTo(200);
    assertThat(pace.share(millis(10_100))).isEqualTo(100);
  }

  @Test
  void theRateIsNeverExceededByMoreThanAStep() {
    var random = new Random(1);
    for (int run = 0; run < 200; run++) {
      int perSecond = 1 + random.nextInt(5_000);
      var pace = new Pace(perSecond, 0);
      long now = 0;
      long sent = 0;
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(400);
        sent += pace.share(millis(now));
        assertThat((double) sent).isLessThanOrEqualTo(perSecond * (now / 1e3 + 0.1) + 1.001);
      }
    }
  }
}
