package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Seconds;
import java.util.Optional;

/**
 * What one may ask of the size.
 *
 * @param recover within which all clients of a lost node should be back, above 0
 * @param instance that nodes must run on; the cheapest that will do when empty
 */
public record Wishes(Seconds recover, Optional<String> instance) {
  /** A minute, on whatever is cheapest. */
  public static final Wishes STANDARD = new Wishes(new Seconds(60), Optional.empty());
}
