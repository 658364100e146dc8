package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.Optional;

/**
 * From how many connections on self-hosting costs less than a managed service.
 *
 * @param key of the service
 * @param messages of a connection
 * @param people what people cost a month, in the self-hosting
 * @param at peak connections; empty where it never is below the largest that is looked at, or where
 *     the service has no public price before
 * @param cost of both there; nothing where they do not cross
 * @param words the answer as shown
 */
public record Crossover(
    String key,
    PerMinute messages,
    Money people,
    Optional<Connections> at,
    Money cost,
    String words) {
  /** What is said of a service without any price. */
  static final String NO_PRICE = "no public price";

  /** Whether the service has a price for any peak. */
  public boolean isPriced() {
    return !words.equals(NO_PRICE);
  }
}
