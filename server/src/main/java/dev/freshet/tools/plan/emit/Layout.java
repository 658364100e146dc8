package dev.freshet.tools.plan.emit;

import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.NodePlan;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.unit.Figures;

/**
 * Which machines a region has, and what they are called. Addresses are examples to be replaced:
 * nodes are 10.1.x.y, Redis servers 10.2.x.y, balancers 10.3.x.y.
 *
 * @param plan of the region
 * @param prices it was reckoned by
 */
record Layout(Plan plan, PriceList prices) {
  /** The name that clients know. */
  static final String NAME = "push.example.com";

  /** Where balancers are; what nodes trust. */
  static final String BALANCERS = "10.3.0.0/16";

  /** A port that needs no right. */
  static final int PORT = 8080;

  /** More machines than this are not written into one configuration. */
  private static final int MAX = 5_000;

  /**
   * Connections of a balancer to one node: of the 64,512 ports from 1,024 on, which one address of
   * its gives, some wait until they may be used again.
   */
  private static final long PORTS = 60_000;

  private static final int IN_NET = 250;

  Layout {
    int nodes = plan.region().nodes().count();
    int servers = plan.region().redis().servers();
    if (nodes > MAX || servers > MAX) {
      throw new IllegalArgumentException(
          "--emit: %s nodes, %s Redis servers in a region (expected: at most %s of each)"
              .formatted(Figures.count(nodes), Figures.count(servers), Figures.count(MAX)));
    }
  }

  Workload demand() {
    return plan.region().demand();
  }

  NodePlan nodes() {
    return plan.region().nodes();
  }

  RedisPlan redis() {
    return plan.region().redis();
  }

  /** Connections that a node must be able to hold. */
  long holds() {
    return nodes().holds().count();
  }

  boolean isAlone() {
    return nodes().count() == 1;
  }

  boolean tls() {
    return demand().tls();
  }

  boolean hasRedis() {
    return redis().kind() != RedisPlan.Kind.NONE;
  }

  boolean isCluster() {
    return redis().kind() == RedisPlan.Kind.CLUSTER;
  }

  /** Whether HAProxy stands in front: before several nodes, and to end TLS before one. */
  boolean isBalanced() {
    return !isAlone() || !tls();
  }

  /**
   * How many balancers: one to spare, and none with more than its ports, or than is assumed it can.
   */
  int balancers() {
    if (!isBalanced() || isAlone()) {
      return isBalanced() ? 1 : 0;
    }
    long byPorts = parts(holds(), PORTS);
    long byClients = parts(demand().peak().count(), (long) value(Price.BALANCER_CONNECTIONS));
    return (int) Math.max(byPorts, byClients) + 1;
  }

  /** Clients of a balancer when one of several is lost. */
  long balancerHolds() {
    return demand().peak().part(Math.max(1, balancers() - 1L)).count();
  }

  private static long parts(long whole, long part) {
    return Math.max(1, (whole + part - 1) / part);
  }

  /** Where the node of that number is, from 1. */
  String node(int number) {
    return isAlone() ? "127.0.0.1" : address(1, number);
  }

  /** Where the Redis server of that number is, from 1: primaries before replicas. */
  static String redis(int number) {
    return address(2, number);
  }

  private static String address(int net, int number) {
    int index = number - 1;
    return "10.%d.%d.%d".formatted(net, index / IN_NET, 1 + index % IN_NET);
  }

  /** Where balancers connect from, for {@code server.trusted-proxies}. */
  String proxies() {
    return isAlone() ? "127.0.0.1" : BALANCERS;
  }

  double value(Price price) {
    return prices.value(price);
  }

  /** Begins every file: what it is for, and what it was reckoned from. */
  String head(String what) {
    String region = plan.demand().regions() > 1 ? " in each of the regions" : "";
    return """
    # %s
    # Written by freshet plan for %s connections at the peak%s: %s × %s,
    # of which each must hold %s; decided by %s.
    """
        .formatted(
            what,
            demand().peak().text(),
            region,
            Figures.count(nodes().count()),
            nodes().instance().name(),
            nodes().holds().text(),
            nodes().bound().word());
  }
}
