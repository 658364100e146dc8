package dev.freshet.console.access;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose password is compared next. Each takes over a tenth of a second of a core, so there is one
 * at a time. Addresses that are known go first; of the others one is compared a second, which
 * bounds what a flood costs, and one for each address waits. For one thread at a time.
 *
 * @param <T> what waits
 */
final class PasswordLine<T> {
  /** How many of the known, and how many of the others, may wait. */
  static final int WAITING_MAX = 16;

  private static final long PAUSE = 1_000_000_000L;

  private final Map<Long, T> known = new LinkedHashMap<>();
  private final Map<Long, T> others = new LinkedHashMap<>();

  /** Who waits or is compared. */
  private final Set<Long> present = new HashSet<>();

  /** From when on the next of the others may be taken; null before the first. */
  private @Nullable Long othersFrom;

  /** Who is next. */
  record Next<T>(Long key, T waiting) {}

  /**
   * Puts somebody at the end.
   *
   * @return false when the line is full, or one of that address is in it
   */
  boolean add(Long key, boolean isKnown, T waiting) {
    Map<Long, T> line = isKnown ? known : others;
    if (line.size() >= WAITING_MAX || !present.add(key)) {
      return false;
    }
    line.put(key, waiting);
    return true;
  }

  /**
   * Takes who is next, whose address counts as in the line until {@link #done}.
   *
   * @param now of a monotonic clock, in nanoseconds
   * @return null when there is nobody, or nobody yet
   */
  @Nullable Next<T> next(long now) {
    if (!known.isEmpty()) {
      return first(known);
    }
    if (others.isEmpty() || pause(now) > 0) {
      return null;
    }
    othersFrom = now + PAUSE;
    return first(others);
  }

  private static <T> Next<T> first(Map<Long, T> line) {
    var first = line.entrySet().iterator();
    Map.Entry<Long, T> entry = first.next();
    var next = new Next<>(entry.getKey(), entry.getValue());
    first.remove();
    return next;
  }

  /** Somebody's password was compared. */
  void done(Long key) {
    present.remove(key);
  }

  /** After how many nanoseconds one of the others may be taken; 0 or less for now. */
  long pause(long now) {
    return othersFrom == null ? 0 : othersFrom - now;
  }

  boolean isEmpty() {
    return known.isEmpty() && others.isEmpty();
  }
}
