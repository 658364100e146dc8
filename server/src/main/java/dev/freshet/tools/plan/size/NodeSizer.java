package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Share;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Finds how many nodes of a kind it takes. With several, one is to spare: the others hold all
 * connections by memory and by CPU when one is lost, and take its clients back in the time that was
 * asked for.
 */
final class NodeSizer {
  /** From here on one server is not enough to be without. */
  static final long ONE_SERVER = 1_000;

  private static final long MAX = 1_000_000;

  private final Workload demand;
  private final ConnectionCost cost;
  private final PriceList prices;
  private final NodeCpu cpu;
  private final Seconds recover;

  NodeSizer(Workload demand, ConnectionCost cost, PriceList prices, Seconds recover) {
    this.demand = demand;
    this.cost = cost;
    this.prices = prices;
    this.cpu = new NodeCpu(cost, demand, prices);
    this.recover = recover;
  }

  /** The nodes; empty when not even a million of them would do. */
  Optional<NodePlan> of(Instance instance) {
    long peak = demand.peak().count();
    if (peak < ONE_SERVER && fitsAlone(instance)) {
      return Optional.of(
          plan(instance, 1, Bound.LEAST, new NodeMemory(cost, demand, true, prices)));
    }
    var memory = new NodeMemory(cost, demand, false, prices);
    long holds = memory.holds(instance).count();
    long byMemory = least(nodes -> holds * (nodes - 1) >= peak);
    long byCpu = least(nodes -> cpu.cores(nodes - 1) <= cpu.budget(instance));
    long byBlast = least(nodes -> cpu.recovers(instance, nodes, recover));
    long count = Math.max(byMemory, Math.max(byCpu, byBlast));
    if (count > MAX) {
      return Optional.empty();
    }
    return Optional.of(plan(instance, (int) count, bound(count, byMemory, byCpu), memory));
  }

  private static Bound bound(long count, long byMemory, long byCpu) {
    if (count == 2) {
      return Bound.LEAST;
    }
    return byMemory == count ? Bound.MEMORY : byCpu == count ? Bound.CPU : Bound.BLAST_RADIUS;
  }

  private boolean fitsAlone(Instance instance) {
    return new NodeMemory(cost, demand, true, prices).holds(instance).compareTo(demand.peak()) >= 0
        && cpu.coresAlone() <= cpu.budget(instance);
  }

  /**
   * The least number from 2 for which it holds; it must hold for all above one for which it does.
   */
  private static long least(LongPredicate enough) {
    long high = 2;
    while (high <= MAX && !enough.test(high)) {
      high *= 2;
    }
    long low = Math.max(1, high / 2);
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (enough.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private NodePlan plan(Instance instance, int count, Bound bound, NodeMemory memory) {
    Connections each = demand.peak().part(count);
    Connections oneLost = count == 1 ? Connections.ZERO : demand.peak().part(count - 1L);
    Connections holds = oneLost.compareTo(each) > 0 ? oneLost : each;
    return new NodePlan(
        instance,
        count,
        bound,
        each,
        oneLost,
        memory.holds(instance),
        cpu.holds(instance),
        new Share((count == 1 ? cpu.coresAlone() : cpu.cores(count)) / instance.cores()),
        memory.parts(holds),
        memory.heap(holds));
  }
}
