package dev.freshet.net.admission;

/**
 * How much of its time an event loop may spend on letting sockets in. While it has other work, one
 * part admission to one part of that at most: so a turn is at most doubled. The part shrinks while
 * the loop is late with its other work, and grows again when it is not. A loop that has nothing
 * else to do admits all the time, in slices. Owned by the loop; times are {@link System#nanoTime}.
 */
final class Share {
  /** The longest that admitting may take at once. */
  static final long SLICE_NANOS = 1_000_000;

  /** A turn in which the loop did less than this has nobody waiting for it. */
  static final long IDLE_NANOS = 50_000;

  static final double MOST = 1;
  static final double LEAST = 0.25;

  /** How often the part is judged: some twenty turns of a busy loop. */
  private static final long JUDGE_NANOS = 50_000_000;

  private static final double GROWTH = 0.1;
  private static final double CUT = 0.7;

  private final long lagNanos;

  /** To one part of other work; written by the loop, read by anybody. */
  private volatile double part = MOST;

  /** What is left to spend, in nanoseconds; below zero when the last one took more. */
  private double budget = SLICE_NANOS;

  private long spentUntil;
  private long judged;
  private long worst;

  /**
   * All of it.
   *
   * @param lagNanos how late the other work may become
   */
  Share(long lagNanos, long now) {
    this.lagNanos = lagNanos;
    this.spentUntil = now;
    this.judged = now;
  }

  /** Whether one more may be let in now; time that went into other work since earns a part. */
  boolean isOpen(long now) {
    earn(now);
    return budget > 0;
  }

  /** One was let in. */
  void spent(long begun, long ended) {
    budget -= ended - begun;
    spentUntil = ended;
  }

  /**
   * A turn of the loop begins while sockets wait, right after another.
   *
   * @param late how late the loop's other work is
   */
  void turn(long now, long late) {
    long other = now - spentUntil;
    earn(now);
    if (other < IDLE_NANOS) {
      budget = SLICE_NANOS;
    }
    worst = Math.max(worst, Math.max(late, other));
    if (now - judged >= JUDGE_NANOS) {
      part = worst > lagNanos ? Math.max(LEAST, part * CUT) : Math.min(MOST, part + GROWTH);
      worst = 0;
      judged = now;
    }
  }

  /** Nothing could be let in for a while, for another reason: that time tells nothing. */
  void skip(long now) {
    spentUntil = now;
  }

  /** The part; from any thread. */
  double part() {
    return part;
  }

  private void earn(long now) {
    budget = Math.min(SLICE_NANOS, budget + (now - spentUntil) * part);
    spentUntil = now;
  }
}
