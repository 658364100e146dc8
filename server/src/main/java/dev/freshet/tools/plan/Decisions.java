package dev.freshet.tools.plan;

import dev.freshet.tools.plan.Decision.Row;
import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the row of the decision matrix, with what speaks for it and against it. */
final class Decisions {
  private static final long ONE_SERVER = 1_000;
  private static final long FEW_SERVERS = 100_000;
  private static final long SHARDED = 1_000_000;

  private final Workload demand;
  private final Circumstances circumstances;
  private final PriceList prices;
  private final RegionPlan region;
  private final Money own;
  private final Money people;
  private final Optional<Quote> cheapest;

  /** What is no service but something to build one from. */
  private final Optional<Quote> parts;

  private final List<String> reasons = new ArrayList<>();
  private final List<String> against = new ArrayList<>();

  Decisions(
      Workload demand,
      Circumstances circumstances,
      PriceList prices,
      RegionPlan region,
      Bill own,
      Money people,
      List<Quote> quotes) {
    this.demand = demand;
    this.circumstances = circumstances;
    this.prices = prices;
    this.region = region;
    this.own = own.total();
    this.people = people;
    this.cheapest = Quote.cheapest(quotes);
    this.parts =
        quotes.stream().filter(each -> each.bill().isPresent() && each.isParts()).findFirst();
  }

  Decision decide() {
    Row row = byCount(demand.peak().count());
    Row deciding = deciding(row);
    reasons.add(
        "%s connections at the peak are in the row “%s”: %s."
            .formatted(demand.peak().text(), row.when(), row.advice()));
    circumstances();
    arithmetic(row);
    money();
    return new Decision(row, deciding, reasons, against);
  }

  /** The row that a number of connections leads to. */
  static Row byCount(long peak) {
    if (peak < ONE_SERVER) {
      return Row.ONE_SERVER;
    }
    if (peak < FEW_SERVERS) {
      return Row.FEW_SERVERS;
    }
    return peak <= SHARDED ? Row.SHARDED : Row.MANAGED;
  }

  private boolean isSmallTeam() {
    return circumstances.team().isPresent()
        && circumstances.team().getAsInt() < prices.value(Price.SMALL_TEAM);
  }

  private boolean isShortDeadline() {
    return circumstances.deadline().isPresent()
        && circumstances.deadline().getAsInt() < prices.value(Price.SHORT_DEADLINE);
  }

  /** What must be one's own wins over what one has no people for; both over the number. */
  private Row deciding(Row row) {
    if (circumstances.trading()) {
      return Row.TRADING;
    }
    if (circumstances.customProtocol()) {
      return Row.CUSTOM_PROTOCOL;
    }
    if (isShortDeadline()) {
      return Row.DEADLINE;
    }
    return isSmallTeam() ? Row.SMALL_TEAM : row;
  }

  private void circumstances() {
    boolean own = circumstances.trading() || circumstances.customProtocol();
    if (circumstances.trading()) {
      reasons.add(
          "Trading: delay and its spread are the product, and a hop through another's service"
              + " cannot be measured or tuned. Self-host at any scale.");
    }
    if (circumstances.customProtocol()) {
      reasons.add("A custom protocol: no managed service carries it. Self-host at any scale.");
    }
    List<String> to = own ? against : reasons;
    if (isSmallTeam()) {
      to.add(
          "%d people: fewer than %s cannot answer round the clock with two on duty from one place."
              .formatted(
                  circumstances.team().getAsInt(), Figures.few(prices.value(Price.SMALL_TEAM))));
    }
    if (isShortDeadline()) {
      to.add(
          "%d weeks: setting up, loading, drilling and learning to run a server of one's own is"
                  .formatted(circumstances.deadline().getAsInt())
              + " assumed to take %s.".formatted(Figures.few(prices.value(Price.SHORT_DEADLINE))));
    }
    if (!own && (isSmallTeam() || isShortDeadline())) {
      against.add(
          "A managed service now is no decision for ever: clients of Pusher's protocol can be moved"
              + " to a server of one's own later without a change of their code.");
    }
  }

  private void arithmetic(Row row) {
    int nodes = region.nodes().count();
    String place = demand.regions() > 1 ? " in each of %d regions".formatted(demand.regions()) : "";
    reasons.add(
        "By arithmetic it takes %d %s%s, decided by %s; %s."
            .formatted(
                nodes,
                nodes == 1 ? "node" : "nodes, one of them to spare",
                place,
                region.nodes().bound().word(),
                redis()));
    if (row == Row.FEW_SERVERS && nodes > 5) {
      against.add("The row says 2 to 5 servers; messages or recovery make it %d.".formatted(nodes));
    }
    if (row == Row.SHARDED && region.redis().busy().value() < 0.1) {
      against.add(
          "Redis Cluster is not for want of speed here: its shards are %s %% busy. It bounds what is"
                  .formatted(percent(region.redis().busy().value()))
              + " lost with one of them.");
    }
  }

  private String redis() {
    RedisPlan redis = region.redis();
    return redis.kind() == RedisPlan.Kind.CLUSTER
        ? "Redis Cluster of %d shards, %s %% busy"
            .formatted(redis.shards(), percent(redis.busy().value()))
        : redis.kind() == RedisPlan.Kind.SINGLE
            ? "one Redis and its replica, %s %% busy".formatted(percent(redis.busy().value()))
            : "no Redis";
  }

  private static String percent(double part) {
    return Figures.few(part * 100);
  }

  /** What was assumed of people, and how many of them would turn it. */
  private String people(Money managed) {
    double left = managed.usd() - own.usd();
    if (left <= 0) {
      return "Servers alone cost more than that service, before anybody is paid.";
    }
    double person = prices.value(Price.PERSON);
    double people = left / person;
    String one = new Money(person).text();
    String many =
        people < 1
            ? "%s %% of one at %s".formatted(Figures.few(people * 100), one)
            : "%s at %s each".formatted(Figures.few(Math.floor(people * 10) / 10), one);
    return "People are taken to cost %s, however many nodes there are. One's own stays cheaper while they cost less than %s a month: %s."
        .formatted(this.people.text(), new Money(left).text(), many);
  }

  private void money() {
    if (cheapest.isEmpty()) {
      return;
    }
    Money managed = cheapest.get().total();
    Money all = own.plus(people);
    String compared =
        "Self-hosting costs %s a month, %s with people; the cheapest managed service, %s, %s."
            .formatted(own.text(), all.text(), cheapest.get().name(), managed.text());
    boolean selfIsCheaper = all.compareTo(managed) < 0;
    Row row = deciding(byCount(demand.peak().count()));
    List<String> to = selfIsCheaper == row.advisesManaged() ? against : reasons;
    to.add(compared);
    to.add(people(managed));
    if (row == Row.MANAGED && selfIsCheaper) {
      against.add("So this row is an argument of team, on-call and guarantees, not of money.");
    }
    parts
        .filter(each -> each.total().compareTo(managed) < 0)
        .ifPresent(each ->
            against.add(
                "%s, %s, is left out of that: parts to build from, by code of one's own."
                    .formatted(each.name(), each.total().text())));
  }
}
