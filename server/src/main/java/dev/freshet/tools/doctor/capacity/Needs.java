package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.proc.Numbers;

/**
 * What a machine must have for a number of connections.
 *
 * @param connections the number
 */
public record Needs(long connections, ServerSettings settings) {
  private static final long ROUND = 1_000;

  /** What the launcher gives the heap. */
  private static final double HEAP_SHARE = 0.4;

  /** In steps, as other servers of this size report them; a rule of thumb, not measured. */
  private static final long[][] QUEUES = {{10_000, 4_096}, {100_000, 8_192}, {1_000_000, 32_768}};

  private static final long QUEUE_MAX = 65_535;

  /** Open files: a tenth more, because sockets that are closing have descriptors, too. */
  public long openFiles() {
    long least = connections + connections / 10 + settings.reserve();
    return (least + ROUND - 1) / ROUND * ROUND;
  }

  /** Open files of all processes, when others have so many. */
  public long systemFiles(long others) {
    return Numbers.more(openFiles(), others + others / 10);
  }

  /** How many connections should fit into the queue before they are accepted. */
  public long queue() {
    for (long[] step : QUEUES) {
      if (connections <= step[0]) {
        return step[1];
      }
    }
    return QUEUE_MAX;
  }

  /** Entries of connection tracking: half more, for connections that are over but still known. */
  public long conntrack() {
    return connections + connections / 2;
  }

  /** Bytes of heap. */
  public long heap() {
    double share = 1 - Cost.HEAP_FREE - (settings.historyBytes() == 0 ? Cost.HISTORY : 0);
    return (long) ((connections * Cost.HEAP + Cost.BASE_HEAP + settings.historyBytes()) / share);
  }

  /** Bytes beside the heap. */
  public long outside() {
    return connections * (Cost.KERNEL + Cost.NATIVE) + Cost.BASE;
  }

  /** Bytes of memory in which the launcher's share for the heap is enough, and so is the rest. */
  public long memory() {
    return (long) Math.max(heap() / HEAP_SHARE, outside() / (1 - HEAP_SHARE));
  }
}
