package dev.freshet.tools.plan.unit;

/**
 * A time of seconds.
 *
 * @param value how many, at least 0
 */
public record Seconds(double value) implements Comparable<Seconds> {
  /** Nothing. */
  public static final Seconds ZERO = new Seconds(0);

  /** Checks that it is no nonsense. */
  public Seconds {
    Check.number("seconds", value);
  }

  /** As people write it: 3 s, 4 min 10 s, 2 h. */
  public String text() {
    return Figures.time(value);
  }

  @Override
  public int compareTo(Seconds other) {
    return Double.compare(value, other.value);
  }
}
