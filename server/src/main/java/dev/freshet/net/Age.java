package dev.freshet.net;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection may be open, in ticks of the wheel. Each draws an end of its own, so that
 * those which began together do not end together.
 *
 * @param ticks the longest; 0 for any time
 * @param jitterTicks by how much less it may be at most
 */
public record Age(int ticks, int jitterTicks) {
  /** No connection is too old. */
  public static final Age NONE = new Age(0, 0);

  /** A loop so late has more to do than it can, and who is sent away comes back at once. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int PAUSE_TICKS = Wheel.ticks(60_000);

  /**
   * From what is set.
   *
   * @param millis the longest; 0 for any time
   * @param jitterPercent 0 to 100
   */
  public static Age of(long millis, int jitterPercent) {
    int ticks = millis == 0 ? 0 : Wheel.ticks(millis);
    return new Age(ticks, (int) ((long) ticks * jitterPercent / 100));
  }

  /**
   * Draws when a connection ends that begins now.
   *
   * @return a tick; 0 for never
   */
  int end(int now) {
    return ticks == 0 ? 0 : orOne(now + Math.max(1, ticks - random(jitterTicks + 1)));
  }

  /**
   * Draws another end for one whose time has come, where its loop is too late to send it away.
   *
   * @param lagNanos how late the loop is
   * @return a tick within a minute; 0 when it may go
   */
  int putOff(int now, long lagNanos) {
    return lagNanos < LATE_NANOS ? 0 : orOne(now + 1 + random(PAUSE_TICKS));
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  /** The wheel's ticks wrap, and none of them is never. */
  private static int orOne(int tick) {
    return tick == 0 ? 1 : tick;
  }
}
