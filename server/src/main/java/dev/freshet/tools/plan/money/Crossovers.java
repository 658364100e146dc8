package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * For one thread, because it remembers what it has reckoned. Finds where self-hosting becomes
 * cheaper for good: the least peak from which on it costs no more at any larger one that the
 * service has a price for. Costs rise in steps, so there may be earlier places where it is cheaper
 * for a while; they do not count.
 */
public final class Crossovers {
  /** The smallest peak that is looked at. */
  public static final Connections FROM = new Connections(100);

  /** The largest. */
  public static final Connections TO = new Connections(100_000_000);

  private static final int PER_DECADE = 12;
  private static final double EXACT = 1.003;

  private final Workload demand;
  private final Function<Workload, Money> selfHosting;
  private final TreeMap<Long, Money> own = new TreeMap<>();
  private final Map<String, TreeMap<Long, Optional<Money>>> managed = new HashMap<>();

  /**
   * For one demand, of which the peak is varied.
   *
   * @param selfHosting what it costs without people
   */
  public Crossovers(Workload demand, Function<Workload, Money> selfHosting) {
    this.demand = demand;
    this.selfHosting = selfHosting;
  }

  /** With one service. */
  public Crossover with(Offer offer, Money people) {
    long cheaper = -1;
    long dearer = -1;
    long last = -1;
    for (long peak : grid()) {
      Optional<Money> managed = managed(offer, peak);
      if (managed.isPresent()) {
        last = peak;
        if (own(peak).plus(people).compareTo(managed.get()) > 0) {
          dearer = peak;
          cheaper = -1;
        } else if (cheaper < 0) {
          cheaper = peak;
        }
      }
    }
    if (last < 0) {
      return none(offer, people, Crossover.NO_PRICE);
    }
    if (cheaper < 0) {
      String to = new Connections(last).text();
      return none(
          offer, people, last >= TO.count() ? "never up to " + to : "never; no price above " + to);
    }
    long at = dearer < 0 ? cheaper : between(offer, people, dearer, cheaper);
    return new Crossover(
        offer.key(),
        demand.messages(),
        people,
        Optional.of(new Connections(at)),
        managed(offer, at).orElse(Money.ZERO),
        (dearer < 0 ? "below " : "") + new Connections(at).text());
  }

  private Crossover none(Offer offer, Money people, String words) {
    return new Crossover(
        offer.key(), demand.messages(), people, Optional.empty(), Money.ZERO, words);
  }

  private long between(Offer offer, Money people, long dearer, long cheaper) {
    long low = dearer;
    long high = cheaper;
    while (high - low > 1 && high > low * EXACT) {
      long middle = Math.round(Math.sqrt((double) low * high));
      middle = Math.clamp(middle, low + 1, high - 1);
      Optional<Money> managed = managed(offer, middle);
      if (managed.isPresent() && own(middle).plus(people).compareTo(managed.get()) <= 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private Optional<Money> managed(Offer offer, long peak) {
    return managed
        .computeIfAbsent(offer.key(), key -> new TreeMap<>())
        .computeIfAbsent(
            peak,
            each -> offer.quote(demand.withPeak(new Connections(each))).bill().map(Bill::total));
  }

  private Money own(long peak) {
    return own.computeIfAbsent(
        peak, each -> selfHosting.apply(demand.withPeak(new Connections(each))));
  }

  private static List<Long> grid() {
    return grid(FROM, TO, PER_DECADE);
  }

  /** Even steps of the logarithm, both ends among them. */
  static List<Long> grid(Connections from, Connections to, int perDecade) {
    double decades = Math.log10((double) to.count() / from.count());
    int steps = Math.max(1, (int) Math.ceil(decades * perDecade));
    var all = new ArrayList<Long>();
    for (int i = 0; i <= steps; i++) {
      long at = Math.round(from.count() * Math.pow(10, decades * i / steps));
      if (all.isEmpty() || at > all.getLast()) {
        all.add(at);
      }
    }
    return all;
  }

  /**
   * Costs along the peak. The demand's own peak and each crossover are among the points, where they
   * are in the range, so that lines go through what is marked on them.
   *
   * @param perDecade points for each factor of ten
   */
  public Curve curve(
      List<Offer> offers, Money people, Connections from, Connections to, int perDecade) {
    List<Crossover> crossovers = offers.stream().map(each -> with(each, people)).toList();
    var peaks = new TreeSet<Long>(grid(from, to, perDecade));
    crossovers.forEach(each -> each.at().ifPresent(at -> peaks.add(at.count())));
    peaks.add(demand.peak().count());
    var points = new ArrayList<Curve.Point>();
    for (long peak : peaks.subSet(from.count(), true, to.count(), true)) {
      points.add(point(offers, demand.withPeak(new Connections(peak)), own(peak), people));
    }
    return new Curve(points, crossovers);
  }

  /** Costs along message rates, at the demand's own peak. */
  public Curve overMessages(List<Offer> offers, Money people, List<PerMinute> rates) {
    var points = new ArrayList<Curve.Point>();
    for (PerMinute rate : rates) {
      Workload at = demand.withMessages(rate);
      points.add(point(offers, at, selfHosting.apply(at), people));
    }
    return new Curve(points, List.of());
  }

  private static Curve.Point point(List<Offer> offers, Workload at, Money own, Money people) {
    var managed = new TreeMap<String, Money>();
    for (Offer offer : offers) {
      offer.quote(at).bill().ifPresent(bill -> managed.put(offer.key(), bill.total()));
    }
    return new Curve.Point(at.peak(), at.messages(), own, own.plus(people), managed);
  }
}
