package dev.freshet.tools.plan.demand;

import java.util.OptionalInt;

/**
 * What decides beside the number of connections.
 *
 * @param team people who can run it; empty when not said
 * @param deadline weeks until it must be in use; empty when not said
 * @param customProtocol whether clients speak a protocol of their own
 * @param trading whether delay is money
 */
public record Circumstances(
    OptionalInt team, OptionalInt deadline, boolean customProtocol, boolean trading) {
  /** Nothing said. */
  public static final Circumstances NONE =
      new Circumstances(OptionalInt.empty(), OptionalInt.empty(), false, false);
}
