package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
  private static final long LATE = Duration.ofMillis(100).toNanos();

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000, Integer.MAX_VALUE - 500, -300})
  void endsAreSpreadOverTheJitterHoweverTheTicksWrap(int now) {
    Age age = Age.of(250_000, 20);
    assertThat(age).isEqualTo(new Age(1_000, 200));
    int[] ages = IntStream.range(0, 5_000).map(i -> age.end(now) - now).toArray();
    assertThat(IntStream.of(ages)).allMatch(each -> each >= 800 && each <= 1_000);
    int[] groups = new int[4];
    for (int each : ages) {
      groups[Math.min(3, (each - 800) / 50)]++;
    }
    assertThat(IntStream.of(groups)).allMatch(count -> count > 1_000);
  }

  @Test
  void withoutJitterEachIsAsOldAsItMayBe() {
    assertThat(Age.of(250_000, 0).end(7)).isEqualTo(1_007);
  }

  @Test
  void howeverShortItIsItLastsATick() {
    for (int i = 0; i < 100; i++) {
      assertThat(Age.of(1, 100).end(7)).isEqualTo(8);
    }
  }

  @Test
  void withoutABoundNothingEnds() {
    assertThat(Age.of(0, 20)).isEqualTo(Age.NONE);
    assertThat(Age.NONE.end(7)).isZero();
  }

  @Test
  void aTickIsNeverTakenForNever() {
    for (int i = 0; i < 100; i++) {
      assertThat(new Age(2, 1).end(-2)).isNotZero();
    }
  }

  @Test
  void nobodyIsSentAwayByALoopThatIsLate() {
    Age age = Age.of(250_000, 20);
    assertThat(age.putOff(7, LATE - 1)).isZero();
    int[] pauses = IntStream.range(0, 2_000).map(i -> age.putOff(7, LATE) - 7).toArray();
    assertThat(IntStream.of(pauses)).allMatch(pause -> pause >= 1 && pause <= 240);
    assertThat(IntStream.of(pauses).distinct().count()).isGreaterThan(100);
  }
}
