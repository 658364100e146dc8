package dev.freshet.tools.plan.unit;

/**
 * A sum that is paid every month.
 *
 * @param usd US dollars a month, at least 0
 */
public record Money(double usd) implements Comparable<Money> {
  /** Nothing. */
  public static final Money ZERO = new Money(0);

  /** Checks that it is no nonsense. */
  public Money {
    Check.number("dollars", usd);
  }

  /** Both together. */
  public Money plus(Money other) {
    return new Money(usd + other.usd);
  }

  /** That many times as much. */
  public Money times(double times) {
    return new Money(usd * times);
  }

  /** As people write it: $1,234. */
  public String text() {
    return Figures.money(usd);
  }

  @Override
  public int compareTo(Money other) {
    return Double.compare(usd, other.usd);
  }
}
