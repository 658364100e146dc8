package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Share;
import java.util.Comparator;
import java.util.Optional;

/** Finds the Redis of a region: by the CPU of publications, by memory, and by what a loss takes. */
final class RedisSizer {
  /** Above this the decision matrix asks for Redis Cluster. */
  private static final long CLUSTER_FROM = 100_000;

  /** What a cluster needs to agree on a failover. */
  private static final int LEAST_SHARDS = 3;

  /** More than any cluster has; keeps sums of servers within their type. */
  private static final int MAX_SHARDS = 10_000_000;

  private final ConnectionCost cost;
  private final PriceList prices;

  RedisSizer(ConnectionCost cost, PriceList prices) {
    this.cost = cost;
    this.prices = prices;
  }

  RedisPlan of(Workload demand, int nodes) {
    if (nodes == 1) {
      return new RedisPlan(
          RedisPlan.Kind.NONE, 0, 0, Optional.empty(), Bytes.ZERO, Rate.ZERO, new Share(0));
    }
    return prices.redis().stream()
        .map(each -> of(demand, nodes, each))
        .min(
            Comparator.comparingDouble(
                plan -> plan.servers() * plan.instance().orElseThrow().hour().usd()))
        .orElseThrow();
  }

  private RedisPlan of(Workload demand, int nodes, Instance instance) {
    Rate publications = demand.publications();
    double cores = cores(demand, nodes);
    double memory = memory(demand);
    double shards =
        Math.max(
            Math.ceil(cores / prices.value(Price.REDIS_SHARE)),
            Math.ceil(memory / (instance.memory().count() * prices.value(Price.REDIS_MEMORY))));
    boolean cluster = shards > 1 || demand.peak().count() > CLUSTER_FROM;
    int count = (int) Math.min(MAX_SHARDS, Math.max(cluster ? LEAST_SHARDS : 1, shards));
    return new RedisPlan(
        cluster ? RedisPlan.Kind.CLUSTER : RedisPlan.Kind.SINGLE,
        count,
        1,
        Optional.of(instance),
        new Bytes(memory),
        publications,
        new Share(cores / count));
  }

  /** Cores that all shards are busy with: a publication, and each node that is sent it. */
  private double cores(Workload demand, int nodes) {
    double hearing = Math.min(nodes, demand.listeners());
    double micros =
        (demand.history() > 0 ? cost.redisHistory() : cost.redis()).micros()
            + cost.redis().micros() * hearing;
    return micros / 1e6 * demand.publications().perSecond();
  }

  private double memory(Workload demand) {
    double kept = demand.payload().count() + prices.value(Price.REDIS_ENTRY);
    return demand.channels() * (prices.value(Price.REDIS_CHANNEL) + demand.history() * kept);
  }
}
