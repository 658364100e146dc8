package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Share;
import java.util.List;

/**
 * The nodes of one region.
 *
 * @param instance what they run on
 * @param count how many, one to spare among them where there are several
 * @param bound what decided
 * @param each connections of a node at the peak while all run
 * @param oneLost connections of a node when one is lost; 0 where there is only one
 * @param byMemory connections that a node has memory for
 * @param byCpu connections that a node has CPU for
 * @param cpu part of a node's CPU that deliveries and heartbeats take at the peak
 * @param memory part by part, for a node that holds {@code oneLost}
 * @param heap what the JVM's heap is given
 */
public record NodePlan(
    Instance instance,
    int count,
    Bound bound,
    Connections each,
    Connections oneLost,
    Connections byMemory,
    Connections byCpu,
    Share cpu,
    List<MemoryPart> memory,
    Bytes heap) {
  /** Takes copies. */
  public NodePlan {
    memory = List.copyOf(memory);
  }

  /** Connections a node must be able to hold. */
  public Connections holds() {
    return oneLost.compareTo(each) > 0 ? oneLost : each;
  }

  /** All parts of the memory together. */
  public Bytes memoryTotal() {
    return memory.stream().map(MemoryPart::node).reduce(Bytes.ZERO, Bytes::plus);
  }
}
