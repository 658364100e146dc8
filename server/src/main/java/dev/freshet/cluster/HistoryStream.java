package dev.freshet.cluster;

import dev.freshet.model.Draft;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of one channel's history: a ring of publications with the instant each expires. Offsets
 * only rise; there are gaps where a publication with a shorter TTL than its neighbours has expired.
 * Guarded by the lock of the {@link HistoryStripe} it lives in.
 */
final class HistoryStream {
  /**
   * What a publication costs beside its texts: 40 bytes itself, 16 its payload, 16 the array's
   * header, up to 24 its slots in the ring. Measured by {@code HistoryMemoryTest}.
   */
  static final int PUBLICATION_BYTES = 96;

  private static final int LABEL_BYTES = 40;
  private static final int LEAST_CAPACITY = 4;
  private static final @Nullable Publication[] NO_PUBLICATIONS = new Publication[0];
  private static final long[] NO_EXPIRIES = new long[0];

  private final String epoch;
  private long top;
  private @Nullable Publication[] ring = NO_PUBLICATIONS;
  private long[] expiries = NO_EXPIRIES;
  private int head;
  private int size;
  private long nextExpiry = Long.MAX_VALUE;
  private boolean mixed;
  private long bytes;
  private long lastUse;

  HistoryStream(String epoch) {
    this.epoch = epoch;
  }

  /** How many publications are kept. */
  int size() {
    return size;
  }

  /** About how much heap the kept publications take. */
  long bytes() {
    return bytes;
  }

  /** When the first of the kept publications expires; {@link Long#MAX_VALUE} when none is kept. */
  long nextExpiry() {
    return nextExpiry;
  }

  /** When it was last published to or read, milliseconds since 1970. */
  long lastUse() {
    return lastUse;
  }

  void used(long now) {
    lastUse = now;
  }

  /** Gives a draft the next offset and keeps it until {@code expiry}. */
  Publication append(Draft draft, long now, long expiry) {
    var publication = Publication.of(draft, epoch, ++top, now);
    if (size == ring.length) {
      resize(Math.max(LEAST_CAPACITY, size * 2));
    }
    if (size > 0 && expiry < expiries[slot(size - 1)]) {
      mixed = true;
    }
    int slot = slot(size++);
    ring[slot] = publication;
    expiries[slot] = expiry;
    nextExpiry = Math.min(nextExpiry, expiry);
    bytes += cost(publication);
    return publication;
  }

  /** Drops what has expired: all whose expiry is not after {@code now}. */
  void expire(long now) {
    if (now < nextExpiry) {
      return;
    }
    if (mixed) {
      compact(now);
    } else {
      while (size > 0 && expiries[head] <= now) {
        pop();
      }
    }
    fit();
  }

  /** Drops the oldest until at most that many are kept. */
  void shrinkTo(int most) {
    if (size > most) {
      while (size > most) {
        pop();
      }
      fit();
    }
  }

  /** Drops the oldest until at least that much heap is free or nothing is kept. */
  void free(long least) {
    long target = bytes - least;
    while (size > 0 && bytes > target) {
      pop();
    }
    fit();
  }

  /** Reads as {@link History#read} says. */
  History.Page page(@Nullable Position since, int limit, boolean reverse) {
    if (since == null || since.epoch().isEmpty()) {
      return page(0, limit, reverse, true);
    }
    if (!since.epoch().equals(epoch) || since.offset() > top) {
      return page(0, limit, reverse, false);
    }
    int from = firstAfter(since.offset());
    return page(from, limit, reverse, size - from == top - since.offset());
  }

  private History.Page page(int from, int limit, boolean reverse, boolean unbroken) {
    var position = new Position(epoch, top);
    int count = Math.min(limit, size - from);
    if (count == 0) {
      return new History.Page(position, List.of(), unbroken);
    }
    var publications = new Publication[count];
    for (int i = 0; i < count; i++) {
      publications[i] = get(reverse ? size - 1 - i : from + i);
    }
    return new History.Page(
        position, Collections.unmodifiableList(Arrays.asList(publications)), unbroken);
  }

  /** The index of the first publication after an offset; {@code size} when there is none. */
  private int firstAfter(long offset) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).offset() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private Publication get(int index) {
    Publication publication = ring[slot(index)];
    if (publication == null) {
      throw new IllegalStateException("no publication at " + index);
    }
    return publication;
  }

  private int slot(int index) {
    int slot = head + index;
    return slot < ring.length ? slot : slot - ring.length;
  }

  private void pop() {
    bytes -= cost(get(0));
    ring[head] = null;
    head = slot(1);
    size--;
  }

  /** Takes expired publications out of the middle; only streams with differing TTLs need it. */
  private void compact(long now) {
    int kept = 0;
    mixed = false;
    for (int i = 0; i < size; i++) {
      int slot = slot(i);
      long expiry = expiries[slot];
      if (expiry <= now) {
        bytes -= cost(get(i));
        continue;
      }
      int to = slot(kept++);
      ring[to] = ring[slot];
      expiries[to] = expiry;
      mixed |= kept > 1 && expiry < expiries[slot(kept - 2)];
    }
    for (int i = kept; i < size; i++) {
      ring[slot(i)] = null;
    }
    size = kept;
  }

  /** After dropping: gives slots back and finds the next expiry. */
  private void fit() {
    if (size == 0) {
      ring = NO_PUBLICATIONS;
      expiries = NO_EXPIRIES;
      head = 0;
      mixed = false;
      nextExpiry = Long.MAX_VALUE;
      return;
    }
    if (ring.length > LEAST_CAPACITY && size <= ring.length / 4) {
      resize(Math.max(LEAST_CAPACITY, size * 2));
    }
    nextExpiry = expiries[head];
    for (int i = 1; mixed && i < size; i++) {
      nextExpiry = Math.min(nextExpiry, expiries[slot(i)]);
    }
  }

  private void resize(int capacity) {
    var newRing = new Publication[capacity];
    var newExpiries = new long[capacity];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, newRing, 0, first);
    System.arraycopy(ring, 0, newRing, first, size - first);
    System.arraycopy(expiries, head, newExpiries, 0, first);
    System.arraycopy(expiries, 0, newExpiries, first, size - first);
    ring = newRing;
    expiries = newExpiries;
    head = 0;
  }

  private static long cost(Publication publication) {
    return PUBLICATION_BYTES
        + publication.payload().size()
        + labelCost(publication.event())
        + labelCost(publication.conflationKey());
  }

  private static long labelCost(@Nullable String label) {
    return label == null ? 0 : LABEL_BYTES + label.length();
  }
}
