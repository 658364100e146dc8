package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Seconds;

/** Reckons what nodes do: deliveries, heartbeats, publications, handshakes. */
final class NodeCpu {
  private final ConnectionCost cost;
  private final Workload demand;
  private final PriceList prices;

  NodeCpu(ConnectionCost cost, Workload demand, PriceList prices) {
    this.cost = cost;
    this.demand = demand;
    this.prices = prices;
  }

  /** Cores that one connection keeps busy. */
  private double each() {
    return cost.delivery(demand.messages()).cores(demand.messages().each())
        + cost.idle().cores(new Rate(1));
  }

  /** Cores that a node is busy with that has no other beside it. */
  double coresAlone() {
    return demand.peak().count() * each() + cost.publish().cores(demand.publications());
  }

  /**
   * Cores that a node is busy with when so many share the work over Redis; more of them never make
   * it more.
   */
  double cores(long nodes) {
    double hearing = Math.min((double) nodes, demand.listeners());
    double published = demand.publications().perSecond() / nodes;
    return (double) demand.peak().count() / nodes * each()
        + cost.publish().cores(new Rate(published))
        + cost.hear().cores(new Rate(published * hearing));
  }

  /** Cores that a node may be busy with at the peak. */
  double budget(Instance instance) {
    return instance.cores() * prices.value(Price.CPU_SHARE);
  }

  /** Connections that a node has CPU for, publications aside. */
  Connections holds(Instance instance) {
    return new Connections((long) Math.min(1e12, budget(instance) / each()));
  }

  /** Handshakes a second that a node takes. */
  Rate handshakes(Instance instance) {
    double cores = instance.cores() * prices.value(Price.STORM_SHARE);
    return new Rate(cores * 1e6 / cost.handshake(demand.tls()).micros());
  }

  /** Whether a node has no more than may be lost at once, and the others take them back in time. */
  boolean recovers(Instance instance, long nodes, Seconds within) {
    double lost = (double) demand.peak().count() / nodes;
    return lost <= prices.value(Price.NODE_CONNECTIONS)
        && lost <= within.value() * handshakes(instance).perSecond() * (nodes - 1);
  }
}
