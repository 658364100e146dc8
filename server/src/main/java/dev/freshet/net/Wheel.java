package dev.freshet.net;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All the timers of one event loop: a hashed wheel whose slots are arrays, so that a connection
 * pays four bytes for its timer and nothing is allocated to move it. Every connection of the loop
 * is on the wheel as long as it is open. Owned by the loop.
 */
public final class Wheel {
  /** The length of a tick. */
  public static final int TICK_MILLIS = 250;

  /** The farthest a timer can be set, in ticks; a longer one asks again. */
  public static final int HORIZON = 511;

  private static final int SLOTS = HORIZON + 1;
  private static final int INDEX_BITS = 23;

  /** Something with a deadline. */
  public interface Timed {
    /**
     * The deadline has come; the timer is off the wheel.
     *
     * @return ticks until the next deadline, 1 or more; 0 for none
     */
    int tick();

    /** The server stops: ends what may end at once. Called again until it is off the wheel. */
    default void stopping() {}

    /** Where it is on its wheel; kept for the wheel, 0 at first. */
    int place();

    /** Takes what {@link #place} returns from now on. */
    void place(int place);
  }

  private final @Nullable Timed[] @Nullable [] slots = new @Nullable Timed[SLOTS] @Nullable [];
  private final int[] sizes = new int[SLOTS];
  private int now = 1;

  /** The ticks of a duration, 1 or more, rounded up. */
  public static int ticks(long millis) {
    return Math.clamp((millis + TICK_MILLIS - 1) / TICK_MILLIS, 1, Integer.MAX_VALUE);
  }

  /** Sets the one timer of an object; an earlier one is forgotten. */
  public void set(Timed timed, int ticks) {
    cancel(timed);
    int slot = (now + Math.min(ticks, HORIZON)) & (SLOTS - 1);
    @Nullable Timed @Nullable [] members = slots[slot];
    if (members == null) {
      members = new @Nullable Timed[4];
      slots[slot] = members;
    } else if (sizes[slot] == members.length) {
      members = Arrays.copyOf(members, members.length * 2);
      slots[slot] = members;
    }
    put(members, slot, sizes[slot]++, timed);
  }

  /** Takes an object off the wheel; one that is not on it is left alone. */
  public void cancel(Timed timed) {
    int place = timed.place();
    if (place == 0) {
      return;
    }
    int slot = place >>> INDEX_BITS;
    int index = (place & ((1 << INDEX_BITS) - 1)) - 1;
    @Nullable Timed @Nullable [] members = slots[slot];
    if (members != null) {
      int last = --sizes[slot];
      Timed moved = members[last];
      if (moved != null && last != index) {
        put(members, slot, index, moved);
      }
      members[last] = null;
    }
    timed.place(0);
  }

  /** The present tick: counts up from 1, and wraps after decades. */
  int now() {
    return now;
  }

  /** Moves on by one tick and calls whose deadline has come. */
  void advance() {
    now++;
    int slot = now & (SLOTS - 1);
    @Nullable Timed @Nullable [] due = slots[slot];
    int count = sizes[slot];
    slots[slot] = null;
    sizes[slot] = 0;
    if (due == null) {
      return;
    }
    for (int i = 0; i < count; i++) {
      Timed timed = due[i];
      if (timed != null) {
        timed.place(0);
      }
    }
    for (int i = 0; i < count; i++) {
      Timed timed = due[i];
      if (timed != null) {
        int next = timed.tick();
        if (next > 0) {
          set(timed, next);
        }
      }
    }
  }

  /** How many are on the wheel. */
  int size() {
    int size = 0;
    for (int count : sizes) {
      size += count;
    }
    return size;
  }

  /** Calls with everything that is on the wheel at this moment. */
  void forEach(Consumer<Timed> action) {
    forEach(0, 1, action);
  }

  /** As {@link #forEach(Consumer)}, with one of so many shares of what is on the wheel. */
  void forEach(int share, int shares, Consumer<Timed> action) {
    for (int slot = share; slot < SLOTS; slot += shares) {
      @Nullable Timed @Nullable [] members = slots[slot];
      if (members != null) {
        for (Timed timed : Arrays.copyOf(members, sizes[slot])) {
          if (timed != null) {
            action.accept(timed);
          }
        }
      }
    }
  }

  private static void put(@Nullable Timed[] members, int slot, int index, Timed timed) {
    members[index] = timed;
    timed.place(slot << INDEX_BITS | (index + 1));
  }
}
