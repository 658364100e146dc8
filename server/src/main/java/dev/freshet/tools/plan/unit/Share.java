package dev.freshet.tools.plan.unit;

/**
 * A factor without a unit: a part of something, or how many times as much.
 *
 * @param value at least 0
 */
public record Share(double value) {
  /** Checks that it is no nonsense. */
  public Share {
    Check.number("share", value);
  }
}
