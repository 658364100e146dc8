package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.BalancerPlan;
import dev.freshet.tools.plan.size.Crossing;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Hourly;
import dev.freshet.tools.plan.unit.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it costs to run one's own servers, without people. */
public final class SelfHosting {
  private final PriceList prices;

  /** By these prices. */
  public SelfHosting(PriceList prices) {
    this.prices = prices;
  }

  /** All regions, line by line. */
  public Bill bill(Workload demand, RegionPlan region) {
    int regions = demand.regions();
    var lines = new ArrayList<Line>();
    lines.add(
        rented("nodes", (double) region.nodes().count() * regions, region.nodes().instance()));
    RedisPlan redis = region.redis();
    redis
        .instance()
        .ifPresent(
            instance -> lines.add(rented("Redis", (double) redis.servers() * regions, instance)));
    if (region.balancer().needed()) {
      Line one = balancers(region).getFirst();
      lines.add(new Line("load balancer", one.how(), one.cost().times(regions)));
    }
    lines.add(sent("egress", region.traffic().month().times(regions), Price.EGRESS));
    crossing(demand)
        .ifPresent(
            crossing -> lines.add(sent("between regions", crossing.month(), Price.EGRESS_REGION)));
    return new Bill(lines);
  }

  private static Line rented(String what, double count, Instance instance) {
    return new Line(
        what,
        "%s × %s at %s an hour"
            .formatted(Figures.count(count), instance.name(), instance.hour().usd()),
        instance.hour().month().times(count));
  }

  private Line sent(String what, Bytes bytes, Price each) {
    return new Line(
        what,
        "%s at %s a GB".formatted(bytes.decimal(), prices.value(each)),
        new Money(bytes.gb() * prices.value(each)));
  }

  /** What crosses when every publication goes to every other region. */
  public Optional<Crossing> crossing(Workload demand) {
    if (demand.regions() == 1) {
      return Optional.empty();
    }
    double each =
        (demand.payload().count() + prices.value(Price.WIRE) + prices.value(Price.WIRE_TLS))
            * (demand.regions() - 1);
    return Optional.of(
        new Crossing(
            new Bytes(each * demand.publications().perSecond()),
            new Bytes(each * demand.published().count())));
  }

  /**
   * What kinds of balancer would cost one region a month, the one that is used first: nodes end TLS
   * themselves, because a balancer that does so asks by the connection.
   */
  public List<Line> balancers(RegionPlan region) {
    BalancerPlan balancer = region.balancer();
    double active = balancer.active().count() * region.demand().average().value();
    double gigabytes = balancer.hourly().gb();
    return List.of(
        balancer(
            "NLB, TCP passed through",
            Price.NLB_HOUR,
            Price.NLCU_HOUR,
            active / prices.value(Price.NLB_TCP_ACTIVE),
            gigabytes / prices.value(Price.NLB_BYTES)),
        balancer(
            "NLB that ends TLS",
            Price.NLB_HOUR,
            Price.NLCU_HOUR,
            active / prices.value(Price.NLB_TLS_ACTIVE),
            gigabytes / prices.value(Price.NLB_BYTES)),
        balancer(
            "ALB",
            Price.ALB_HOUR,
            Price.LCU_HOUR,
            active / prices.value(Price.ALB_ACTIVE),
            gigabytes / prices.value(Price.ALB_BYTES)));
  }

  private Line balancer(String name, Price hour, Price unit, double byActive, double byBytes) {
    double units = Math.max(byActive, byBytes);
    String how =
        "%s, %s capacity units for %s"
            .formatted(
                name, Figures.few(units), byActive >= byBytes ? "active connections" : "bytes");
    double hourly = prices.value(hour) + units * prices.value(unit);
    return new Line(name, how, new Hourly(hourly).month());
  }
}
