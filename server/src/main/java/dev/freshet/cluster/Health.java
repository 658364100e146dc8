package dev.freshet.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one part of a broker does, such as one server that holds a share of the channels.
 *
 * @param name what operators know it by, such as {@code redis 127.0.0.1:6379}; shown to anybody who
 *     may ask whether the node is ready, so never a password or a URL that could hold one
 * @param state whether it does its work
 * @param why a sentence on what is wrong, with no secret in it either; null when it is up
 * @param latency how long it last took to do what is asked of it; null when that is not known
 */
public record Health(String name, State state, @Nullable String why, @Nullable Duration latency) {

  /** One of which it is not known how long it takes. */
  public Health(String name, State state, @Nullable String why) {
    this(name, state, why, null);
  }

  /** Whether a part does its work, and what keeps it from doing so. */
  public enum State {
    /** It does everything that is asked of it. */
    UP,
    /** It cannot be reached, or does not answer. */
    DOWN,
    /** It answers and takes no writes, as a replica that was not promoted yet. */
    READ_ONLY,
    /** It answers and takes no writes for want of memory or disk. */
    FULL,
    /** It answers later than it may. */
    SLOW
  }

  /** A part that does its work. */
  public static Health up(String name) {
    return new Health(name, State.UP, null);
  }

  /** Whether it does everything that is asked of it. */
  public boolean isUp() {
    return state == State.UP;
  }
}
