package dev.freshet.tools.plan.unit;

/**
 * Time of one core.
 *
 * @param micros microseconds of one core, at least 0
 */
public record CpuTime(double micros) implements Comparable<CpuTime> {
  /** Nothing. */
  public static final CpuTime ZERO = new CpuTime(0);

  /** Checks that it is no nonsense. */
  public CpuTime {
    Check.number("microseconds", micros);
  }

  /** Both together. */
  public CpuTime plus(CpuTime other) {
    return new CpuTime(micros + other.micros);
  }

  /** Cores that are busy when it is spent so often. */
  public double cores(Rate rate) {
    return micros / 1e6 * rate.perSecond();
  }

  @Override
  public int compareTo(CpuTime other) {
    return Double.compare(micros, other.micros);
  }
}
