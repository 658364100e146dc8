package dev.freshet.tools.plan.unit;

/**
 * What something costs while it runs.
 *
 * @param usd US dollars an hour, at least 0
 */
public record Hourly(double usd) implements Comparable<Hourly> {
  /** Nothing. */
  public static final Hourly ZERO = new Hourly(0);

  /** Checks that it is no nonsense. */
  public Hourly {
    Check.number("dollars", usd);
  }

  /** Hours of a month, as clouds reckon. */
  public static final double HOURS = 730;

  /** For a month. */
  public Money month() {
    return new Money(usd * HOURS);
  }

  @Override
  public int compareTo(Hourly other) {
    return Double.compare(usd, other.usd);
  }
}
