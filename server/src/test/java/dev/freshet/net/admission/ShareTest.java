package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A loop is simulated: each turn it does its other work, then admits while its share is open. */
class ShareTest {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long LAG = 25 * MILLI;

  private final Share share = new Share(LAG, 0);
  private long now;
  private long admitting;
  private long longest;

  /** Turns for a second of handshakes that cost this, beside other work that takes this a turn. */
  private void run(long cost, long other, long late) {
    long end = now + SECOND;
    admitting = 0;
    longest = 0;
    while (now < end) {
      now += other;
      share.beginTurn(now, late);
      long begun = now;
      while (share.isOpen(now)) {
        share.spent(now, now + cost);
        now += cost;
      }
      share.endTurn(now);
      admitting += now - begun;
      longest = Math.max(longest, now - begun);
    }
  }

  @Test
  void aLoopWithNothingElseToDoAdmitsAllTheTime() {
    run(100 * MICRO, 5 * MICRO, 0);
    assertThat(admitting).isGreaterThan(SECOND * 95 / 100);
    assertThat(longest).isLessThan(2 * Share.SLICE_NANOS);
  }

  @Test
  void aBusyLoopAdmitsForHalfOfItsTime() {
    run(100 * MICRO, MILLI, 0);
    assertThat(admitting).isBetween(SECOND * 48 / 100, SECOND * 52 / 100);
  }

  @Test
  void aHandshakeThatCostsMoreThanATurnIsPaidOff() {
    run(2 * MILLI, 200 * MICRO, 0);
    assertThat(admitting).isBetween(SECOND * 48 / 100, SECOND * 52 / 100);
  }

  @Test
  void aLongTurnIsNotFollowedByOneAsLong() {
    run(100 * MICRO, 100 * MILLI, 0);
    assertThat(longest).isLessThanOrEqualTo(Share.LONGEST_NANOS + 100 * MICRO);
  }

  @Test
  void whereDeliveriesWaitATurnIsShort() {
    run(100 * MICRO, 100 * MILLI, MILLI);
    assertThat(longest).isLessThanOrEqualTo(Share.SLICE_NANOS + 100 * MICRO);
  }

  @Test
  void whileDeliveriesAreLateAFifthIsLeftAndItGrowsAgain() {
    run(100 * MICRO, MILLI, 2 * LAG);
    run(100 * MICRO, MILLI, 2 * LAG);
    assertThat(share.part()).isEqualTo(Share.LEAST);
    assertThat(admitting).isBetween(SECOND * 18 / 100, SECOND * 22 / 100);
    run(100 * MICRO, MILLI, 0);
    assertThat(share.part()).isEqualTo(Share.MOST);
  }

  @Test
  void aLongIdleLoopOwesNothing() {
    now = 3_600 * SECOND;
    assertThat(share.isOpen(now)).isTrue();
  }
}
