package dev.freshet.tools.plan.unit;

/**
 * People who use a service on one day.
 *
 * @param count how many, at least 0
 */
public record Users(long count) implements Comparable<Users> {
  /** Nothing. */
  public static final Users ZERO = new Users(0);

  /** Checks that it is no nonsense. */
  public Users {
    Check.count("users", count);
  }

  /** As people write it: 50K, 1.5M. */
  public String text() {
    return Figures.count((double) count);
  }

  @Override
  public int compareTo(Users other) {
    return Long.compare(count, other.count);
  }
}
