package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.proc.Numbers;
import java.util.OptionalLong;

/**
 * How many connections a limit leaves room for, those that are open now among them.
 *
 * @param holds the number, {@link Numbers#UNLIMITED} without bound; empty when it is not known
 * @param how it comes to that, to be shown
 */
public record Capacity(Limit limit, OptionalLong holds, String how) {
  /** One that is not known, and why. */
  public static Capacity unknown(Limit limit, String why) {
    return new Capacity(limit, OptionalLong.empty(), why);
  }

  /** Whether it is a number that can be hit. */
  public boolean isBound() {
    return holds.isPresent() && holds.getAsLong() != Numbers.UNLIMITED;
  }
}
