package dev.freshet.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * One number of one {@link Metric}, resolved ahead of the hot path. Any thread may add; adding
 * costs what a {@link LongAdder} costs, allocates nothing and never waits.
 */
public final class Count {
  private final LongAdder adder = new LongAdder();

  Count() {}

  /** Adds one. */
  public void increment() {
    adder.increment();
  }

  /** Takes one away; for gauges only. */
  public void decrement() {
    adder.decrement();
  }

  /**
   * Adds.
   *
   * @param amount not negative for a counter
   */
  public void add(long amount) {
    adder.add(amount);
  }

  /** The number now; exact when nobody adds meanwhile. */
  public long sum() {
    return adder.sum();
  }
}
