package dev.freshet.net.admission;

/**
 * How many sockets a second are let in while some wait, measured over short windows. What was
 * measured in another storm is forgotten: each begins with a guess from what one costs, which is
 * measured all the time. Owned by a loop; the rate is read by anybody.
 */
final class ServiceRate {
  private static final long WINDOW_NANOS = 100_000_000;

  /** About a second is remembered: what is predicted with it is some seconds away. */
  private static final double WEIGHT = 0.1;

  /** One that was never measured is taken to cost this much. */
  private static final double FIRST_COST_NANOS = 500_000;

  private static final double COST_WEIGHT = 0.02;

  /** After so long without waiting sockets the next belong to another storm. */
  private static final long FORGET_NANOS = 5_000_000_000L;

  private double cost = FIRST_COST_NANOS;
  private double measured = guess();
  private long measuredAt;
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
      if (now - measuredAt > FORGET_NANOS) {
        tell(guess());
      }
    }
  }

  /** So many of those who waited were let in. */
  void passed(int count, long now) {
    passed += count;
    long took = now - windowBegan;
    if (open && took >= WINDOW_NANOS) {
      tell(measured + WEIGHT * (passed * 1e9 / took - measured));
      measuredAt = now;
      windowBegan = now;
      passed = 0;
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

  private void tell(double rate) {
    measured = Math.max(1, rate);
    perSecond = measured;
  }

  /** Half of the time is left to other work. */
  private double guess() {
    return 0.5e9 / Math.max(1, cost);
  }
}
