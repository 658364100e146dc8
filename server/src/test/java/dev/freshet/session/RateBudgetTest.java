package dev.freshet.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  private final RateBudget budget = new RateBudget();

  private int takeAll(int rate, long now) {
    int taken = 0;
    while (budget.take(rate, now) && taken <= 2 * rate) {
      taken++;
    }
    return taken;
  }

  /** The clock of the JVM starts anywhere, and may wrap. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5, 7 * SECOND, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE + 1})
  void aSecondsWorthIsLetThroughAtOnceAndThenOneAtATime(long start) {
    assertThat(takeAll(10, start)).isEqualTo(10);
    assertThat(budget.take(10, start + SECOND / 10 - 1)).isFalse();
    assertThat(budget.take(10, start + SECOND / 10)).isTrue();
    assertThat(budget.take(10, start + SECOND / 10)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1_000, 1_000_000})
  void overTimeTheRateHolds(int rate) {
    long taken = 0;
    int steps = Math.min(rate, 1_000) * 10;
    for (int i = 0; i < steps * 5; i++) {
      if (budget.take(rate, i * (SECOND / steps))) {
        taken++;
      }
    }
    // Five seconds, and the budget that was full at first; at most as many as were asked for.
    assertThat(taken)
        .isBetween(Math.min(5L * rate, steps * 4L), Math.min(6L * rate + 6, steps * 5L));
  }

  @Test
  void nothingIsSavedUpBeyondASecond() {
    assertThat(budget.take(10, 0)).isTrue();
    assertThat(takeAll(10, 3_600 * SECOND)).isEqualTo(10);
  }

  @Test
  void aRateThatChangesHoldsAtOnce() {
    assertThat(takeAll(10, 0)).isEqualTo(10);
    assertThat(takeAll(100, 0)).isZero();
    assertThat(takeAll(100, SECOND / 2)).isEqualTo(50);
    assertThat(takeAll(1, SECOND / 2)).isZero();
  }

  @Test
  void threadsShareOneBudget() throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(4)) {
      var counts =
          IntStream.range(0, 4)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return takeAll(1_000, 0);
                  }))
              .toList();
      start.countDown();
      int taken = 0;
      for (Future<Integer> count : counts) {
        taken += count.get();
      }
      assertThat(taken).isEqualTo(1_000);
    }
  }
}
