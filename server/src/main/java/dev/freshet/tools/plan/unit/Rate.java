package dev.freshet.tools.plan.unit;

/**
 * How often something happens.
 *
 * @param perSecond how many a second, at least 0
 */
public record Rate(double perSecond) implements Comparable<Rate> {
  /** Nothing. */
  public static final Rate ZERO = new Rate(0);

  /** Checks that it is no nonsense. */
  public Rate {
    Check.number("rate", perSecond);
  }

  /** That many times as often. */
  public Rate times(double times) {
    return new Rate(perSecond * times);
  }

  /** As people write it, without the unit. */
  public String text() {
    return Figures.count(perSecond);
  }

  @Override
  public int compareTo(Rate other) {
    return Double.compare(perSecond, other.perSecond);
  }
}
