package dev.freshet.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * The observations of one histogram with fixed buckets. Any thread may observe; an observation is
 * two additions and a search over at most some twenty bounds.
 */
public final class Distribution {
  private final double[] bounds;
  private final LongAdder[] buckets;
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * A distribution.
   *
   * @param bounds the inclusive upper bounds, ascending, the last one infinite
   */
  Distribution(double[] bounds) {
    this.bounds = bounds;
    this.buckets = new LongAdder[bounds.length];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Counts a value, in the metric's unit. */
  public void observe(double value) {
    int i = 0;
    while (i < bounds.length - 1 && value > bounds[i]) {
      i++;
    }
    buckets[i].increment();
    sum.add(value);
  }

  /** How many values fell into each bucket alone, in the order of the bounds. */
  long[] counts() {
    long[] counts = new long[buckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
    }
    return counts;
  }

  /** How many values were observed. */
  public long count() {
    long total = 0;
    for (LongAdder bucket : buckets) {
      total += bucket.sum();
    }
    return total;
  }

  /** The sum of all values. */
  public double sum() {
    return sum.sum();
  }
}
