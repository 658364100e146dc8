package dev.freshet.tools.plan.unit;

/**
 * Messages that one connection is sent while it is open.
 *
 * @param value how many a minute, at least 0
 */
public record PerMinute(double value) implements Comparable<PerMinute> {
  /** Nothing. */
  public static final PerMinute ZERO = new PerMinute(0);

  /** Checks that it is no nonsense. */
  public PerMinute {
    Check.number("messages", value);
  }

  /** For one connection, a second. */
  public Rate each() {
    return new Rate(value / 60);
  }

  /** For many connections, a second. */
  public Rate of(Connections connections) {
    return new Rate(value / 60 * connections.count());
  }

  @Override
  public int compareTo(PerMinute other) {
    return Double.compare(value, other.value);
  }
}
