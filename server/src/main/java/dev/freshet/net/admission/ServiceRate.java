package dev.freshet.net.admission;

/**
 * How many sockets a second are let in while some wait, measured over short windows. Before the
 * first window it is guessed from what one costs. Owned by a loop; the rate is read by anybody.
 */
final class ServiceRate {
  private static final long WINDOW_NANOS = 100_000_000;
  private static final double WEIGHT = 0.3;

  /** One that was never measured is taken to cost this much. */
  private static final double FIRST_COST_NANOS = 500_000;

  private static final double COST_WEIGHT = 0.02;

  private double cost = FIRST_COST_NANOS;
  private double measured;
  private long windowBegan;
  private int passed;
  private boolean open;

  private volatile double perSecond = guess();

  /** A socket was let in, after waiting or not. */
  void cost(long nanos) {
    cost += COST_WEIGHT * (nanos - cost);
  }

  /** Sockets wait now: what passes from now on tells the rate. */
  void begin(long now) {
    if (!open) {
      open = true;
      windowBegan = now;
      passed = 0;
      perSecond = rate();
    }
  }

  /** So many of those who waited were let in. */
  void passed(int count, long now) {
    passed += count;
    long took = now - windowBegan;
    if (open && took >= WINDOW_NANOS) {
      double rate = passed * 1e9 / took;
      measured = measured == 0 ? rate : measured + WEIGHT * (rate - measured);
      windowBegan = now;
      passed = 0;
      perSecond = rate();
    }
  }

  /** Nobody waits any more: a window that is not full tells nothing. */
  void end() {
    open = false;
  }

  /** The rate; above 0. From any thread. */
  double perSecond() {
    return perSecond;
  }

  private double rate() {
    return Math.max(1, measured == 0 ? guess() : measured);
  }

  /** Half of the time is left to other work. */
  private double guess() {
    return 0.5e9 / Math.max(1, cost);
  }
}
