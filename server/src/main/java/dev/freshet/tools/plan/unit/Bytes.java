package dev.freshet.tools.plan.unit;

/**
 * An amount of memory or of data sent.
 *
 * @param count how many, at least 0; parts of a byte come from averages
 */
public record Bytes(double count) implements Comparable<Bytes> {
  /** Nothing. */
  public static final Bytes ZERO = new Bytes(0);

  /** Checks that it is no nonsense. */
  public Bytes {
    Check.number("bytes", count);
  }

  /** As many GiB. */
  public static Bytes gib(double count) {
    return new Bytes(count * (1L << 30));
  }

  /** Both together. */
  public Bytes plus(Bytes other) {
    return new Bytes(count + other.count);
  }

  /** That many times as many. */
  public Bytes times(double times) {
    return new Bytes(count * times);
  }

  /** In units of 2^30, as memory is sold. */
  public double gib() {
    return count / (1L << 30);
  }

  /** In units of 10^9, as traffic is sold. */
  public double gb() {
    return count / 1e9;
  }

  /** As memory is shown: B, KiB, MiB, GiB, TiB. */
  public String text() {
    return Figures.binary(count);
  }

  /** As traffic is shown: B, KB, MB, GB, TB. */
  public String decimal() {
    return Figures.decimal(count);
  }

  @Override
  public int compareTo(Bytes other) {
    return Double.compare(count, other.count);
  }
}
