package dev.freshet.tools.plan.unit;

/**
 * A time of minutes.
 *
 * @param value how many, at least 0
 */
public record Minutes(double value) implements Comparable<Minutes> {
  /** Nothing. */
  public static final Minutes ZERO = new Minutes(0);

  /** Checks that it is no nonsense. */
  public Minutes {
    Check.number("minutes", value);
  }

  @Override
  public int compareTo(Minutes other) {
    return Double.compare(value, other.value);
  }
}
