package dev.freshet.net.admission;

import java.util.function.DoubleSupplier;

/**
 * When those who are refused may come back: each gets a time of its own, one after the other at the
 * rate at which the node lets clients in, so that they come back at that rate and no faster. From
 * any thread; times are {@link System#nanoTime}.
 */
final class ReturnTimes {
  /** Nobody is told less: the clock of most dialects has no finer hands. */
  static final long LEAST_NANOS = 1_000_000_000L;

  /** How far a time is moved at random: clients whose clocks agree must not come in step. */
  private static final double JITTER = 0.1;

  private final long mostNanos;
  private final DoubleSupplier random;

  /** The time of the last one. */
  private double last;

  /**
   * Nobody was refused yet.
   *
   * @param mostNanos the longest that anybody is sent away for
   * @param random from 0 to below 1
   */
  ReturnTimes(long mostNanos, DoubleSupplier random, long now) {
    this.mostNanos = Math.max(2 * LEAST_NANOS, mostNanos);
    this.random = random;
    this.last = now;
  }

  /**
   * The next time.
   *
   * @param waiting how many wait now: they are served first
   * @param perSecond how many are let in
   * @return how long from now, at least {@link #LEAST_NANOS}
   */
  long next(long now, int waiting, double perSecond) {
    double gap = 1e9 / Math.max(1e-3, perSecond);
    double delay;
    synchronized (this) {
      last = Math.max(last, now + Math.max(LEAST_NANOS, waiting * gap)) + gap;
      delay = last - now;
      if (delay > mostNanos) {
        // Further away nobody can plan: they are spread over what is left, and may be told again.
        last = now + mostNanos;
        return Math.round(mostNanos * (0.5 + 0.5 * random.getAsDouble()));
      }
    }
    double moved = delay + gap * random.getAsDouble() + JITTER * LEAST_NANOS * random.getAsDouble();
    return Math.min(mostNanos, Math.round(moved));
  }

  /** How long from now the last of them is told to be back; 0 when all should be. */
  synchronized long outstanding(long now) {
    return Math.max(0, Math.round(last - now));
  }

  /** A delay in whole seconds, rounded up or down at random so that the average holds. */
  static int seconds(long nanos, double random) {
    return Math.max(1, (int) Math.floor(nanos / 1e9 + random));
  }
}
