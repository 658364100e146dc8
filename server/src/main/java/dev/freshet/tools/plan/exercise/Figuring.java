package dev.freshet.tools.plan.exercise;

import dev.freshet.tools.plan.Decision;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.unit.Money;
import java.util.Optional;

/**
 * What an answer is judged by: the row that decides, and both sums.
 *
 * @param plan all that was reckoned
 * @param servers a month of one's own, without people
 * @param withPeople the same with them
 * @param managed the managed service that costs least, of those a decision compares; empty where
 *     none has a price
 */
record Figuring(Plan plan, Money servers, Money withPeople, Optional<Quote> managed) {
  static Figuring of(Plan plan) {
    Money servers = plan.selfHosting().total();
    return new Figuring(plan, servers, servers.plus(plan.people()), Quote.cheapest(plan.quotes()));
  }

  Decision.Row row() {
    return plan.decision().deciding();
  }

  Optional<Money> managedCost() {
    return managed.map(Quote::total);
  }

  /** Whether servers of one's own and people cost less than any managed service with a price. */
  boolean ownIsCheaper() {
    return managedCost().map(cost -> withPeople.compareTo(cost) < 0).orElse(true);
  }

  /** Who wins by money, in a word or two. */
  String cheaper() {
    return ownIsCheaper() ? "one's own" : managed.map(Quote::name).orElse("");
  }

  /** The answer, in sentences. */
  String answer() {
    if (managed.isEmpty()) {
      return "No managed service has a public price for it; with people one's own servers cost %s a month. %s"
          .formatted(
              withPeople.text(),
              row().advisesManaged()
                  ? "The row says managed: ask for an enterprise price, and compare."
                  : "The row says one's own, too.");
    }
    Money cost = managedCost().orElseThrow();
    String difference = new Money(Math.abs(cost.usd() - withPeople.usd())).text();
    String name = managed.map(Quote::name).orElseThrow();
    if (row().advisesManaged() != ownIsCheaper()) {
      return row().advisesManaged()
          ? "Row and money agree on a managed service: %s costs %s a month less than servers and people."
              .formatted(name, difference)
          : "Row and money agree on one's own servers: with people they cost %s a month less than %s."
              .formatted(difference, name);
    }
    return row().advisesManaged()
        ? ("The row says managed, money says one's own: with people it is %s a month cheaper than %s. So what is"
                + " bought with a managed service is no servers but somebody else's nights and guarantees;"
                + " up to that sum people of one's own may cost more.")
            .formatted(difference, name)
        : ("The row says one's own servers, money says %s, which costs %s a month less. That is people: the"
                + " servers alone cost %s. Where people who can run them are there anyway, the row is right;"
                + " where they would be hired for it, money is.")
            .formatted(name, difference, servers.text());
  }
}
