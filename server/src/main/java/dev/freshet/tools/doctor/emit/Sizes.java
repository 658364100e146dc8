package dev.freshet.tools.doctor.emit;

import dev.freshet.tools.doctor.capacity.Needs;

/**
 * How much memory a server is given.
 *
 * @param heap bytes of the JVM's heap
 * @param memory bytes of all: heap, what is beside it, and the kernel's for sockets
 * @param planned whether somebody reckoned them part by part; else they are the measured ones of
 *     idle connections
 * @param named whether the heap must be named, because the launcher's share is not enough for it
 */
public record Sizes(long heap, long memory, boolean planned, boolean named) {
  private static final long MIB = 1L << 20;

  static Sizes measured(Needs needs) {
    return new Sizes(needs.heap(), needs.memory(), false, false);
  }

  /** Mebibytes of the heap, rounded up. */
  long heapMib() {
    return (heap + MIB - 1) / MIB;
  }
}
