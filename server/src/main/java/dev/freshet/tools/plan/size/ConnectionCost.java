package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.CpuTime;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.List;

/**
 * What a connection costs a node.
 *
 * @param heap live bytes of the JVM's heap, without TLS
 * @param outside bytes of the process beside the heap, without TLS
 * @param kernel bytes of the kernel for the node's end
 * @param tlsHeap bytes of heap that TLS adds
 * @param tlsOutside bytes beside the heap that TLS adds
 * @param handshake CPU to open a connection, without TLS
 * @param tlsHandshake CPU that TLS adds to that
 * @param idle CPU of a second of an idle connection, heartbeats included
 * @param deliveries CPU of a delivery by rate, slowest first, at least one
 * @param publish CPU of the node that takes a publication
 * @param hear CPU of each node that hears of it
 * @param redis CPU of Redis for a publication, and for each node that hears of it
 * @param redisHistory CPU of Redis for a publication that is kept
 * @param sources who measured what, in sentences
 */
public record ConnectionCost(
    Bytes heap,
    Bytes outside,
    Bytes kernel,
    Bytes tlsHeap,
    Bytes tlsOutside,
    CpuTime handshake,
    CpuTime tlsHandshake,
    CpuTime idle,
    List<Delivery> deliveries,
    CpuTime publish,
    CpuTime hear,
    CpuTime redis,
    CpuTime redisHistory,
    List<String> sources) {

  /**
   * CPU of a delivery at a message rate of each connection: many at once share the work of a write.
   */
  public record Delivery(PerMinute messages, CpuTime cpu) {}

  /** Takes copies. */
  public ConnectionCost {
    deliveries = List.copyOf(deliveries);
    sources = List.copyOf(sources);
    if (deliveries.isEmpty()) {
      throw new IllegalArgumentException("no cost of a delivery");
    }
  }

  /** CPU to open a connection. */
  public CpuTime handshake(boolean tls) {
    return tls ? handshake.plus(tlsHandshake) : handshake;
  }

  /**
   * CPU of a delivery: that of the slowest rate below it, of the fastest above it, between two that
   * were measured on the line between their logarithms.
   */
  public CpuTime delivery(PerMinute rate) {
    Delivery before = deliveries.getFirst();
    for (Delivery each : deliveries) {
      if (rate.compareTo(each.messages()) <= 0) {
        return each.equals(before) ? each.cpu() : between(before, each, rate);
      }
      before = each;
    }
    return before.cpu();
  }

  private static CpuTime between(Delivery low, Delivery high, PerMinute rate) {
    double part =
        Math.log(rate.value() / low.messages().value())
            / Math.log(high.messages().value() / low.messages().value());
    double from = Math.log(low.cpu().micros());
    return new CpuTime(Math.exp(from + part * (Math.log(high.cpu().micros()) - from)));
  }
}
