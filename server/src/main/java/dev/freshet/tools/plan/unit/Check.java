package dev.freshet.tools.plan.unit;

/** Refuses what no amount can be, so that nonsense ends where it begins. */
final class Check {
  private Check() {}

  static void number(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 0)");
    }
  }

  static void count(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 0)");
    }
  }
}
