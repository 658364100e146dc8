package dev.freshet.tools.plan;

import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Crossovers;
import dev.freshet.tools.plan.money.Curve;
import dev.freshet.tools.plan.money.Offer;
import dev.freshet.tools.plan.money.Offers;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.money.SelfHosting;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.price.PriceRow;
import dev.freshet.tools.plan.size.Bound;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.size.RegionSizer;
import dev.freshet.tools.plan.size.Wishes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Makes plans, and the curves that are drawn of them. Holds no state that changes. */
public final class Planner {
  /** Message rates for which crossovers are told, beside the demand's own. */
  private static final double[] RATES = {0.1, 1, 10};

  private static final int CURVE_PER_DECADE = 8;
  private static final double[] STEPS = {1, 1.5, 2, 3, 5, 7};

  private final PriceList prices;
  private final ConnectionCost cost;
  private final Money people;
  private final RegionSizer sizer;
  private final SelfHosting selfHosting;
  private final List<Offer> offers;

  /**
   * By these prices and costs.
   *
   * @param people what they cost a month
   */
  public Planner(PriceList prices, ConnectionCost cost, Wishes wishes, Money people) {
    this.prices = prices;
    this.cost = cost;
    this.people = people;
    this.sizer = new RegionSizer(cost, prices, wishes);
    this.selfHosting = new SelfHosting(prices);
    this.offers = Offers.of(prices);
  }

  /**
   * The plan.
   *
   * @param estimate how the peak was reckoned, where it was
   * @throws IllegalArgumentException in a sentence, when no number of nodes would do
   */
  public Plan plan(Workload demand, Circumstances circumstances, Optional<Estimate> estimate) {
    RegionPlan region = sizer.size(demand.ofOneRegion());
    Bill own = selfHosting.bill(demand, region);
    List<Quote> quotes = offers.stream().map(each -> each.quote(demand)).toList();
    Decision decision =
        new Decisions(demand, circumstances, prices, region, own, people, quotes).decide();
    return new Plan(
        demand,
        circumstances,
        estimate,
        decision,
        cost,
        region,
        selfHosting.crossing(demand),
        selfHosting.balancers(region),
        own,
        people,
        quotes,
        crossovers(demand),
        notes(demand, region));
  }

  /** What it costs to run one's own servers for that demand, without people. */
  public Money selfHosting(Workload demand) {
    return selfHosting.bill(demand, sizer.size(demand.ofOneRegion())).total();
  }

  /**
   * Costs along the peak, which takes some ten milliseconds: what the console and the page draw.
   *
   * @param from at least 1
   * @param to above {@code from}
   */
  public Curve curve(Workload demand, Connections from, Connections to) {
    return new Crossovers(demand, this::selfHosting)
        .curve(offers, people, from, to, CURVE_PER_DECADE);
  }

  /** Costs along the message rate, from a hundredth of a message a minute to a hundred. */
  public Curve curveOverMessages(Workload demand) {
    List<PerMinute> rates =
        DoubleStream.of(0.01, 0.1, 1, 10)
            .flatMap(decade -> DoubleStream.of(STEPS).map(step -> decade * step))
            .mapToObj(PerMinute::new)
            .toList();
    var all = new ArrayList<>(rates);
    all.add(new PerMinute(100));
    return new Crossovers(demand, this::selfHosting).overMessages(offers, people, all);
  }

  private List<Crossover> crossovers(Workload demand) {
    var all = new ArrayList<Crossover>();
    List<Money> sums =
        List.of(
            new Money(prices.value(Price.PEOPLE_LOW)),
            people,
            new Money(prices.value(Price.PEOPLE_HIGH)));
    for (PerMinute rate : rates(demand)) {
      var crossovers = new Crossovers(demand.withMessages(rate), this::selfHosting);
      for (Offer offer : offers) {
        sums.stream().distinct().forEach(sum -> all.add(crossovers.with(offer, sum)));
      }
    }
    return all;
  }

  private static List<PerMinute> rates(Workload demand) {
    return DoubleStream.concat(DoubleStream.of(RATES), DoubleStream.of(demand.messages().value()))
        .distinct()
        .sorted()
        .mapToObj(PerMinute::new)
        .toList();
  }

  private List<String> notes(Workload demand, RegionPlan region) {
    var notes = new ArrayList<String>();
    double most = prices.value(Price.NODE_CONNECTIONS);
    int nodes = region.nodes().count();
    if (region.nodes().bound() == Bound.BLAST_RADIUS
        && region.demand().peak().count() > most * (nodes - 1)) {
      notes.add(
          "No node has more than %s connections while all run: what another aims at (assume.node-connections), not what was measured here. With half of it there are twice as many nodes."
              .formatted(Figures.count(most)));
    }
    notes.add(
        "Prices are those of lists, without taxes, free tiers, commitments and discounts (%s)."
            .formatted(prices.name()));
    long unconfirmed =
        prices.rows().values().stream()
            .map(PriceRow::origin)
            .filter(each -> !each.confirmed())
            .count();
    notes.add(
        "%d of %d rows of that list are not confirmed: assumed, or not read at the source itself."
            .formatted(unconfirmed, prices.rows().size()));
    notes.add(
        "A core of an instance is taken to be worth one of those that were measured. Measure on the"
            + " machine that you will use, and give the result with --measured.");
    if (demand.regions() > 1) {
      notes.add(
          "This release does not connect regions: each is a cluster of its own, and an application"
              + " that wants to be heard in all of them publishes to each. Presence, counts and"
              + " history are those of a region.");
    }
    return notes;
  }
}
