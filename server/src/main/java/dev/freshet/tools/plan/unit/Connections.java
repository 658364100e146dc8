package dev.freshet.tools.plan.unit;

/**
 * Connections that are open at one time.
 *
 * @param count how many, at least 0
 */
public record Connections(long count) implements Comparable<Connections> {
  /** Nothing. */
  public static final Connections ZERO = new Connections(0);

  /** Checks that it is no nonsense. */
  public Connections {
    Check.count("connections", count);
  }

  /** This many times as many, rounded up. */
  public Connections times(Share share) {
    return new Connections((long) Math.ceil(count * share.value() - 1e-9));
  }

  /** An even part of them, rounded up. */
  public Connections part(long parts) {
    return new Connections((count + parts - 1) / parts);
  }

  /** As people write it: 50K, 1.5M. */
  public String text() {
    return Figures.count((double) count);
  }

  @Override
  public int compareTo(Connections other) {
    return Long.compare(count, other.count);
  }
}
