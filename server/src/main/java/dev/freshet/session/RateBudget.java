package dev.freshet.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on events a second that lets one second's worth through at once: the generic cell rate
 * algorithm, whose whole state is the moment at which the budget is full again. From any thread.
 */
public final class RateBudget {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

  /**
   * Takes one event out of the budget.
   *
   * @param rate events a second, at least 1; may differ from call to call
   * @param nowNanos a monotonic clock, {@link System#nanoTime}
   * @return whether there was one
   */
  public boolean take(int rate, long nowNanos) {
    long cost = SECOND / rate;
    while (true) {
      long before = fullAt.get();
      long base = before == Long.MIN_VALUE || before - nowNanos < 0 ? nowNanos : before;
      if (base - nowNanos > SECOND - cost) {
        return false;
      }
      if (fullAt.compareAndSet(before, base + cost)) {
        return true;
      }
    }
  }

  /** Whether nothing was taken out of it for a second. */
  public boolean isFull(long nowNanos) {
    long at = fullAt.get();
    return at == Long.MIN_VALUE || at - nowNanos < -SECOND;
  }
}
