package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.recorded.Recorded;

/**
 * What a connection costs: an idle one with one subscription and without TLS, the dearer of
 * WebSocket and event stream, as recorded. What waits for clients that read slowly comes on top.
 */
public final class Cost {
  /** Bytes of live heap. */
  public static final long HEAP = Recorded.whole("heap");

  /** Bytes of the process outside the live heap. */
  public static final long NATIVE = Recorded.whole("outside");

  /** Bytes the kernel's slabs take for one end. */
  public static final long KERNEL = Recorded.whole("kernel");

  /** Bytes a node without connections has resident. */
  public static final long BASE = Recorded.whole("base") << 20;

  /** Of those, bytes of live heap. */
  public static final long BASE_HEAP = Recorded.whole("base-heap") << 20;

  /** Where the figures are from. */
  public static final String SOURCE =
      Recorded.text("memory-source") + ", " + Recorded.text("base-source");

  /**
   * The part of the heap that is left to the collector. An assumption: a heap that is full of live
   * objects is collected all the time.
   */
  public static final double HEAP_FREE = 0.25;

  /** What history takes of the heap at most when history.max-bytes is 0, as that setting says. */
  static final double HISTORY = 0.25;

  private Cost() {}
}
