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
 */
final class Line {
  private static final int ROUND = 8;

  private final Map<Kind, SequencedSet<Entry>> lines = new EnumMap<>(Kind.class);
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

  void add(Entry entry, Kind kind) {
    of(kind).add(entry);
    size++;
  }

  /** Takes one out that has gone, or turned out to be something else. */
  void remove(Entry entry, Kind kind) {
    if (of(kind).remove(entry)) {
      size--;
    }
  }

  /** Takes the one whose turn it is; null when nobody waits. */
  @Nullable Entry next() {
    int pick = picks++ % ROUND;
    Kind first = pick == ROUND - 1 ? Kind.NEW : pick % 4 == 3 ? Kind.RESUMING : Kind.REQUEST;
    Entry next = poll(first);
    for (Kind kind : Kind.values()) {
      next = next == null ? poll(kind) : next;
    }
    return next;
  }

  /**
   * Takes the one who gives way when there are too many: of the line that is served last, the one
   * who has waited longest, whose client is the nearest to giving up. Null when nobody waits.
   */
  @Nullable Entry oldest() {
    Kind last = Kind.REQUEST;
    for (Kind kind : Kind.values()) {
      last = of(kind).isEmpty() ? last : kind;
    }
    return poll(last);
  }

  private @Nullable Entry poll(Kind kind) {
    SequencedSet<Entry> line = of(kind);
    if (line.isEmpty()) {
      return null;
    }
    size--;
    return line.removeFirst();
  }

  private SequencedSet<Entry> of(Kind kind) {
    SequencedSet<Entry> line = lines.get(kind);
    if (line == null) {
      throw new IllegalStateException("a line for every kind");
    }
    return line;
  }
}
