package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.unit.Money;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a managed service asks.
 *
 * @param key short name
 * @param name of the service and the plan
 * @param isParts whether it is no service but parts to build one from: no decision compares with it
 * @param bill empty where it has no public price for this size
 * @param why there is none; empty where there is one
 * @param notes limits that this demand meets, prices that are not confirmed
 */
public record Quote(
    String key, String name, boolean isParts, Optional<Bill> bill, String why, List<String> notes) {
  /** Takes a copy. */
  public Quote {
    notes = List.copyOf(notes);
  }

  /** A month of it; nothing where it has no price. */
  public Money total() {
    return bill.map(Bill::total).orElse(Money.ZERO);
  }

  /**
   * The service that costs least, of those that a decision compares; empty when none has a price.
   */
  public static Optional<Quote> cheapest(List<Quote> quotes) {
    return quotes.stream()
        .filter(each -> each.bill().isPresent() && !each.isParts())
        .min(Comparator.comparing(Quote::total));
  }
}
