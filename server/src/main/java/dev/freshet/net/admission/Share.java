package dev.freshet.net.admission;

/**
 * How much of its time an event loop may spend on letting sockets in. While it has other work, one
 * part admission to one part of that at most: so a turn is at most doubled. The part shrinks while
 * deliveries are late, and grows again when they are not. A loop that has nothing else to do admits
 * all the time, in slices. Owned by the loop; times are {@link System#nanoTime}.
 */
final class Share {
  /** What a turn may spend when nobody else wants the loop. */
  static final long SLICE_NANOS = 1_000_000;

  /**
   * The longest that admitting may take at once, however long the other work took; where deliveries
   * wait it is {@link #SLICE_NANOS}.
   */
  static final long LONGEST_NANOS = 5_000_000;

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

  /** Up to when time has earned or was spent. */
  private long accounted;

  private long turnEnded;
  private long judged;
  private long worst;

  /**
   * All of it.
   *
   * @param lagNanos how late deliveries may become
   */
  Share(long lagNanos, long now) {
    this.lagNanos = lagNanos;
    this.accounted = now;
    this.turnEnded = now;
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
    accounted = ended;
  }

  /**
   * A turn of the loop begins while sockets wait.
   *
   * @param late how late the loop is with its deliveries
   */
  void beginTurn(long now, long late) {
    earn(now);
    if (now - turnEnded < IDLE_NANOS) {
      budget = Math.max(budget, SLICE_NANOS);
    }
    if (late > 0) {
      // A publication may take many turns, and each would be longer by as much.
      budget = Math.min(budget, SLICE_NANOS);
    }
    worst = Math.max(worst, late);
    if (now - judged >= JUDGE_NANOS) {
      part = worst > lagNanos ? Math.max(LEAST, part * CUT) : Math.min(MOST, part + GROWTH);
      worst = 0;
      judged = now;
    }
  }

  /** A turn has let in whom it could; the next begins after the loop's other work. */
  void endTurn(long now) {
    turnEnded = now;
  }

  /** The part; from any thread. */
  double part() {
    return part;
  }

  private void earn(long now) {
    budget = Math.min(LONGEST_NANOS, budget + (now - accounted) * part);
    accounted = now;
  }
}
