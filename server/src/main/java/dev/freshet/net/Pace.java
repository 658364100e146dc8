package dev.freshet.net;

/**
 * How many connections may be sent away by now, at a rate that is never exceeded for long: time
 * that was lost, as by a stuck loop, is made up for by one step at most. For one thread.
 */
final class Pace {
  /** Between two shares. */
  static final int STEP_MILLIS = 100;

  private static final long STEP_NANOS = STEP_MILLIS * 1_000_000L;

  private final double perNano;

  /** What may be sent now; less than one at the end of {@link #share}. */
  private double due;

  private long last;

  /**
   * Begins with the share of one step.
   *
   * @param perSecond 1 or more
   */
  Pace(int perSecond, long nowNanos) {
    this.perNano = perSecond / 1e9;
    this.due = Math.max(1, perNano * STEP_NANOS);
    this.last = nowNanos;
  }

  /** How many may be sent now, since the last time; 0 or more. */
  int share(long nowNanos) {
    due += perNano * Math.min(nowNanos - last, 2 * STEP_NANOS);
    last = nowNanos;
    int share = (int) due;
    due -= share;
    return share;
  }
}
