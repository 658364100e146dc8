package dev.freshet.tools.doctor.capacity;

/**
 * What a connection costs: an idle one with one subscription and without TLS, as measured. What
 * waits for clients that read slowly comes on top.
 */
public final class Cost {
  /** Bytes of live heap: the dearer of WebSocket (1,361) and event stream (1,326). */
  public static final long HEAP = 1_361;

  /**
   * Bytes of the process outside the live heap: 3,098 of RSS less 1,326 of heap for an event
   * stream, the dearer of both.
   */
  public static final long NATIVE = 1_772;

  /** Bytes the kernel's slabs take for one end: half of 10,186 for both. */
  public static final long KERNEL = 5_093;

  /** Bytes a node without connections has resident. */
  public static final long BASE = 92L << 20;

  /** Of those, bytes of live heap. */
  public static final long BASE_HEAP = 7L << 20;

  /** Where the figures are from. */
  public static final String SOURCE =
      "bench/results/2026-11-22-idle.md, bench/results/2026-11-25-fleet.md";

  /**
   * The part of the heap that is left to the collector. An assumption: a heap that is full of live
   * objects is collected all the time.
   */
  public static final double HEAP_FREE = 0.25;

  /** What history takes of the heap at most when history.max-bytes is 0, as that setting says. */
  static final double HISTORY = 0.25;

  private Cost() {}
}
