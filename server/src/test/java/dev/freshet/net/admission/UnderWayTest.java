package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnderWayTest {
  private static final long MILLI = 1_000_000;

  /**
   * A server behind that does so many at once in 10 ms, and any more in turn: what each takes
   * follows from how many there are.
   */
  private static long latency(int underWay, int capacity) {
    return Math.max(10 * MILLI, 10 * MILLI * underWay / capacity);
  }

  private static void settle(UnderWay underWay, int capacity) {
    for (int i = 0; i < 20_000; i++) {
      underWay.ended(latency(underWay.limit(), capacity), underWay.limit() - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 100, 150})
  void itSettlesWhereTheOthersAreStillFast(int capacity) {
    var underWay = new UnderWay(512);
    settle(underWay, capacity);
    assertThat(underWay.limit()).isBetween(capacity, 4 * capacity);
  }

  @Test
  void nothingIsSlowUpToItsBound() {
    var underWay = new UnderWay(512);
    settle(underWay, 100_000);
    assertThat(underWay.limit()).isEqualTo(512);
  }

  @Test
  void itNeverShrinksToNothing() {
    var underWay = new UnderWay(512);
    underWay.ended(MILLI, 0);
    for (int i = 0; i < 50_000; i++) {
      underWay.ended(1_000 * MILLI, underWay.limit());
    }
    assertThat(underWay.limit()).isEqualTo(UnderWay.LEAST);
    assertThat(new UnderWay(1).limit()).isEqualTo(1);
  }

  @Test
  void itDoesNotGrowWhileItIsNotUsed() {
    var underWay = new UnderWay(512);
    int before = underWay.limit();
    for (int i = 0; i < 10_000; i++) {
      underWay.ended(MILLI, 1);
    }
    assertThat(underWay.limit()).isEqualTo(before);
  }

  @Test
  void whatDoesNotEndIsWaitedForLessAndLess() {
    var underWay = new UnderWay(512);
    assertThat(underWay.patience()).isEqualTo(UnderWay.PATIENCE_NANOS);
    for (int i = 0; i < 10; i++) {
      underWay.givenUp();
    }
    assertThat(underWay.patience()).isEqualTo(UnderWay.LEAST_PATIENCE_NANOS);
    assertThat(underWay.limit()).isEqualTo(UnderWay.LEAST);
    underWay.ended(MILLI, 1);
    assertThat(underWay.patience()).isEqualTo(UnderWay.PATIENCE_NANOS);
  }
}
