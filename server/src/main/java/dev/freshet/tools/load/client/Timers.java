package dev.freshet.tools.load.client;

import java.util.Arrays;

/**
 * What is due when, for at most a million connections: a binary heap of one number each, so that a
 * timer costs eight bytes. Used by one thread.
 */
final class Timers {
  /** Connections are numbered below this. */
  static final int MAX_INDEX = 1 << 20;

  private static final int KIND_BITS = 1;
  private static final int CONNECT = 0;
  private static final int GIVE_UP = 1;
  private static final int INDEX_BITS = 20;

  private long[] heap = new long[64];
  private int size;

  /** What to do with one that is due. */
  interface Due {
    /** Try to connect; {@code millis} is when that was due. */
    void connect(long millis, int index);

    /** Give up an attempt that began long enough ago. */
    void giveUp(int index);
  }

  /** A connection is to begin then. */
  void connect(long millis, int index) {
    add(millis, index, CONNECT);
  }

  /** An attempt is to be given up then. */
  void giveUp(long millis, int index) {
    add(millis, index, GIVE_UP);
  }

  private void add(long millis, int index, int kind) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    long timer = (((millis << INDEX_BITS) | index) << KIND_BITS) | kind;
    int at = size++;
    while (at > 0 && heap[(at - 1) / 2] > timer) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = timer;
  }

  /** Takes the first that is due at {@code millis}, if any, and runs it. */
  boolean runOne(long millis, Due due) {
    if (size == 0 || next() > millis) {
      return false;
    }
    long timer = heap[0];
    remove();
    int index = (int) ((timer >> KIND_BITS) & (MAX_INDEX - 1));
    if ((timer & ((1 << KIND_BITS) - 1)) == CONNECT) {
      due.connect(timer >> (INDEX_BITS + KIND_BITS), index);
    } else {
      due.giveUp(index);
    }
    return true;
  }

  /** When the first is due, or {@code Long.MAX_VALUE}. */
  long next() {
    return size == 0 ? Long.MAX_VALUE : heap[0] >> (INDEX_BITS + KIND_BITS);
  }

  private void remove() {
    long last = heap[--size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}
