package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time is simulated: those who are refused come back when they are told. */
class ReturnTimesTest {
  private static final long SECOND = 1_000_000_000;

  private final Random random = new Random(4);

  private ReturnTimes times(long most) {
    return new ReturnTimes(most, random::nextDouble, 0);
  }

  /** How many come back in each second after a storm of so many within a second. */
  private int[] returns(int refused, int perSecond, int waiting, boolean wholeSeconds) {
    ReturnTimes times = times(600 * SECOND);
    int[] back = new int[600];
    for (int i = 0; i < refused; i++) {
      long now = i * SECOND / refused;
      long delay = times.next(now, waiting, perSecond);
      if (wholeSeconds) {
        delay = ReturnTimes.seconds(delay, random.nextDouble()) * SECOND;
      }
      back[(int) ((now + delay) / SECOND)]++;
    }
    return back;
  }

  @ParameterizedTest
  @CsvSource({
    "20000, 1000, 0, false",
    "20000, 1000, 5000, false",
    "50000, 3000, 15000, true",
    "20000, 500, 2500, true",
  })
  void whoIsRefusedComesBackAtTheRateThatIsServed(
      int refused, int perSecond, int waiting, boolean wholeSeconds) {
    int[] back = returns(refused, perSecond, waiting, wholeSeconds);
    int first = Math.max(1, waiting / perSecond);
    int seconds = refused / perSecond;
    assertThat(Arrays.stream(back).sum()).isEqualTo(refused);
    assertThat(Arrays.stream(back).max().orElse(0)).isLessThanOrEqualTo(perSecond * 115 / 100);
    assertThat(Arrays.stream(back, first + 2, first + seconds - 1))
        .allMatch(count -> count > perSecond * 80 / 100);
    // Those who wait are served first.
    assertThat(Arrays.stream(back, 0, first).sum()).isLessThan(perSecond);
    assertThat(Arrays.stream(back, first + seconds + 4, back.length).sum()).isZero();
  }

  @Test
  void nobodyIsSentAwayForLongerThanTheBound() {
    ReturnTimes times = times(30 * SECOND);
    long[] delays = new long[10_000];
    for (int i = 0; i < delays.length; i++) {
      delays[i] = times.next(0, 0, 10);
    }
    assertThat(Arrays.stream(delays)).allMatch(delay -> delay <= 30 * SECOND && delay >= SECOND);
    // Those beyond it are spread, too.
    long late = Arrays.stream(delays, 1_000, delays.length).filter(d -> d > 25 * SECOND).count();
    assertThat(late).isBetween(2_700L, 3_300L);
    assertThat(times.outstanding(0)).isEqualTo(30 * SECOND);
    assertThat(times.outstanding(31 * SECOND)).isZero();
  }

  @Test
  void aRateOfNothingIsATimeToo() {
    assertThat(times(30 * SECOND).next(0, 1, 0)).isBetween(15 * SECOND, 30 * SECOND);
  }

  @Test
  void wholeSecondsKeepTheAverage() {
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      sum += ReturnTimes.seconds(2_300_000_000L, random.nextDouble());
    }
    assertThat(sum / 10_000).isBetween(2.28, 2.32);
    assertThat(ReturnTimes.seconds(0, 0)).isEqualTo(1);
  }
}
