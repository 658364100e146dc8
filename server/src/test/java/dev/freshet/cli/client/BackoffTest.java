package dev.freshet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  /** Picks the largest value each time. */
  private static final RandomGenerator LARGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Test
  void theBoundDoublesFromHalfASecondToTwenty() {
    var backoff = new Backoff(LARGEST);
    long[] waits = new long[40];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = backoff.next(null).toMillis();
    }
    assertThat(waits).startsWith(500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000);
    assertThat(waits).endsWith(20_000);
    backoff.reset();
    assertThat(backoff.next(null)).isEqualTo(Backoff.FIRST);
  }

  @Test
  void aWaitIsPickedFromTheWholeRange() {
    var random = new java.util.Random(3);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1000; i++) {
      long wait = new Backoff(random).next(null).toMillis();
      least = Math.min(least, wait);
      most = Math.max(most, wait);
    }
    assertThat(least).isBetween(0L, 20L);
    assertThat(most).isBetween(480L, 500L);
  }

  @Test
  void whatTheServerAsksForIsAddedToAndReplacesTheFirstBound() {
    var backoff = new Backoff(LARGEST);
    assertThat(backoff.next(Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(3500));
    backoff.reset();
    backoff.first(Duration.ofMillis(100));
    assertThat(backoff.next(null)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.next(null)).isEqualTo(Duration.ofMillis(200));
  }
}
