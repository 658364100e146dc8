package dev.freshet.tools.plan.size;

import dev.freshet.tools.doctor.capacity.Cost;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the memory of a node, as doctor does: heap with a part for the collector, and the rest.
 */
final class NodeMemory {
  /** Bytes of history's own for a publication; docs/concepts/history.md has the figure. */
  private static final double HISTORY_ENTRY = 100;

  private final ConnectionCost cost;
  private final boolean tls;
  private final double history;
  private final double waiting;
  private final double system;

  /**
   * For a workload.
   *
   * @param alone whether there is one node, which then keeps the history itself
   */
  NodeMemory(ConnectionCost cost, Workload demand, boolean alone, PriceList prices) {
    this.cost = cost;
    this.tls = demand.tls();
    this.history =
        alone
            ? (double) demand.channels()
                * demand.history()
                * (demand.payload().count() + HISTORY_ENTRY)
            : 0;
    this.waiting = prices.value(Price.SLOW_PART) * prices.value(Price.SLOW_BYTES);
    this.system = Bytes.gib(prices.value(Price.SYSTEM_MEMORY)).count();
  }

  /** Connections that there is memory for. */
  Connections holds(Instance instance) {
    double left = instance.memory().count() - system - outsideBase() - heap(0);
    double each =
        heapEach() / (1 - Cost.HEAP_FREE) + outsideEach() + cost.kernel().count() + waiting;
    return new Connections((long) Math.max(0, Math.floor(left / each)));
  }

  /** What the heap is given. */
  Bytes heap(Connections connections) {
    return new Bytes(heap(connections.count()));
  }

  private double heap(long connections) {
    return (connections * heapEach() + Cost.BASE_HEAP + history) / (1 - Cost.HEAP_FREE);
  }

  private static double outsideBase() {
    return Cost.BASE - Cost.BASE_HEAP;
  }

  private double heapEach() {
    return cost.heap().count() + (tls ? cost.tlsHeap().count() : 0);
  }

  private double outsideEach() {
    return cost.outside().count() + (tls ? cost.tlsOutside().count() : 0);
  }

  /** All parts for that many connections. */
  List<MemoryPart> parts(Connections connections) {
    double count = connections.count();
    var parts = new ArrayList<MemoryPart>();
    each(parts, "objects of connections", cost.heap().count(), count, true);
    if (tls) {
      each(parts, "objects of TLS", cost.tlsHeap().count(), count, true);
    }
    if (history > 0) {
      fixed(parts, "history", history, true);
    }
    fixed(parts, "objects of the server", (double) Cost.BASE_HEAP, true);
    fixed(parts, "left to the collector", heap(connections.count()) * Cost.HEAP_FREE, true);
    each(parts, "native memory of connections", cost.outside().count(), count, false);
    if (tls) {
      each(parts, "native memory of TLS", cost.tlsOutside().count(), count, false);
    }
    each(parts, "kernel: sockets", cost.kernel().count(), count, false);
    each(parts, "waiting for slow readers", waiting, count, false);
    fixed(parts, "the process without connections", outsideBase(), false);
    fixed(parts, "the system", system, false);
    return parts;
  }

  private static void each(
      List<MemoryPart> to, String name, double bytes, double count, boolean heap) {
    to.add(new MemoryPart(name, new Bytes(bytes), new Bytes(bytes * count), heap));
  }

  private static void fixed(List<MemoryPart> to, String name, double bytes, boolean heap) {
    to.add(new MemoryPart(name, Bytes.ZERO, new Bytes(bytes), heap));
  }
}
