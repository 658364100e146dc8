package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Hourly;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Seconds;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sizes a region: tries every kind of node, and takes the one that costs least with its Redis. */
public final class RegionSizer {
  /** A rolling deploy may move half of what the others can take. */
  private static final double DEPLOY_SHARE = 0.5;

  private final ConnectionCost cost;
  private final PriceList prices;
  private final Wishes wishes;

  /** For these costs, prices and wishes. */
  public RegionSizer(ConnectionCost cost, PriceList prices, Wishes wishes) {
    this.cost = cost;
    this.prices = prices;
    this.wishes = wishes;
  }

  private record Candidate(NodePlan nodes, RedisPlan redis) {
    double hourly() {
      return nodes.count() * nodes.instance().hour().usd()
          + redis.servers() * redis.instance().map(each -> each.hour().usd()).orElse(0.0);
    }
  }

  /**
   * The plan of one region, with all that is shown.
   *
   * @param demand the region's own
   * @throws IllegalArgumentException in a sentence, when no million nodes would do
   */
  public RegionPlan size(Workload demand) {
    Candidate best = best(demand);
    NodePlan nodes = best.nodes();
    StormPlan storm = storm(demand, nodes);
    Traffic traffic = traffic(demand);
    return new RegionPlan(
        demand,
        nodes,
        best.redis(),
        new BalancerPlan(
            nodes.count() > 1,
            demand.peak(),
            storm.all(),
            new Bytes(traffic.month().count() / Hourly.HOURS)),
        storm,
        traffic,
        OsLimits.of(nodes.holds(), demand.tls(), nodes.count() > 1));
  }

  private Candidate best(Workload demand) {
    var sizer = new NodeSizer(demand, cost, prices, wishes.recover());
    var redis = new RedisSizer(cost, prices);
    return instances()
        .flatMap(each -> sizer.of(each).stream())
        .map(nodes -> new Candidate(nodes, redis.of(demand, nodes.count())))
        .min(
            Comparator.comparingDouble(Candidate::hourly)
                .thenComparingInt(each -> each.nodes().count()))
        .orElseThrow(() ->
            new IllegalArgumentException(
                ("--messages: %s a minute for %s connections (expected: what a million nodes can"
                        + " do)")
                    .formatted(demand.messages().value(), demand.peak().text())));
  }

  private Stream<Instance> instances() {
    List<Instance> all = prices.nodes();
    Optional<String> wanted = wishes.instance();
    return all.stream().filter(each -> wanted.isEmpty() || each.name().equals(wanted.get()));
  }

  private StormPlan storm(Workload demand, NodePlan nodes) {
    double peak = demand.peak().count();
    double count = nodes.count();
    Rate each = new NodeCpu(cost, demand, prices).handshakes(nodes.instance());
    double others = each.perSecond() * Math.max(1, count - 1);
    double rate = others * DEPLOY_SHARE;
    return new StormPlan(
        each,
        each.times(count),
        new Seconds(peak / (each.perSecond() * count)),
        new Seconds(count == 1 ? 0 : peak / count / others),
        wishes.recover(),
        new Rate(rate),
        new Seconds(peak / count / rate),
        new Seconds(peak / rate));
  }

  private Traffic traffic(Workload demand) {
    Bytes message =
        demand
            .payload()
            .plus(new Bytes(prices.value(Price.WIRE)))
            .plus(new Bytes(demand.tls() ? prices.value(Price.WIRE_TLS) : 0));
    return new Traffic(
        demand.deliveries(),
        demand.publications(),
        message,
        message.times(demand.deliveries().perSecond()),
        message.times(demand.heard().count()));
  }
}
