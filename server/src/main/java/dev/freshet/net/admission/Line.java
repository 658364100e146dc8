package dev.freshet.net.admission;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, in the order in which they came, in three lines. Requests go before clients that
 * resume, and those before new ones; but one in four is none of the first, and one in eight is of
 * the last, so that nobody waits for ever. Owned by a loop.
 *
 * @param <T> who waits
 */
final class Line<T> {
  private static final int ROUND = 8;

  private final Map<Kind, SequencedSet<T>> lines = new EnumMap<>(Kind.class);
  private int size;
  private int picks;

  Line() {
    for (Kind kind : Kind.values()) {
      lines.put(kind, new LinkedHashSet<>());
    }
  }

  int size() {
    return size;
  }

  int size(Kind kind) {
    return of(kind).size();
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(T waiting, Kind kind) {
    of(kind).add(waiting);
    size++;
  }

  /** Takes one out that has gone, or turned out to be something else. */
  void remove(T waiting, Kind kind) {
    if (of(kind).remove(waiting)) {
      size--;
    }
  }

  /** Takes the one whose turn it is; null when nobody waits. */
  @Nullable T next() {
    int pick = picks++ % ROUND;
    Kind first = pick == ROUND - 1 ? Kind.NEW : pick % 4 == 3 ? Kind.RESUMING : Kind.REQUEST;
    T next = poll(first);
    for (Kind kind : Kind.values()) {
      next = next == null ? poll(kind) : next;
    }
    return next;
  }

  /**
   * Takes the one who gives way when there are too many: of the line that is served last, the one
   * who has waited longest, whose client is the nearest to giving up. Null when nobody waits.
   */
  @Nullable T oldest() {
    Kind last = Kind.REQUEST;
    for (Kind kind : Kind.values()) {
      last = of(kind).isEmpty() ? last : kind;
    }
    return poll(last);
  }

  private @Nullable T poll(Kind kind) {
    SequencedSet<T> line = of(kind);
    if (line.isEmpty()) {
      return null;
    }
    size--;
    return line.removeFirst();
  }

  private SequencedSet<T> of(Kind kind) {
    SequencedSet<T> line = lines.get(kind);
    if (line == null) {
      throw new IllegalStateException("a line for every kind");
    }
    return line;
  }
}
