package dev.freshet.tools.plan.unit;

/**
 * How much happens in a month: messages, minutes of connections.
 *
 * @param count how many a month, at least 0
 */
public record Volume(double count) implements Comparable<Volume> {
  /** Nothing. */
  public static final Volume ZERO = new Volume(0);

  /** Checks that it is no nonsense. */
  public Volume {
    Check.number("a month", count);
  }

  /** Minutes of a month, as these services reckon. */
  public static final double MINUTES = 43_800;

  /** In units of a million, as it is sold. */
  public double millions() {
    return count / 1e6;
  }

  /** That many times as much. */
  public Volume times(double times) {
    return new Volume(count * times);
  }

  /** As people write it: 21.9M. */
  public String text() {
    return Figures.count(count);
  }

  @Override
  public int compareTo(Volume other) {
    return Double.compare(count, other.count);
  }
}
