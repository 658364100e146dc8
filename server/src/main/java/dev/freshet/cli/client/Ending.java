package dev.freshet.cli.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one connection of a tail ended.
 *
 * @param kind what follows from it
 * @param text what happened, for people
 * @param retryAfter the earliest time to come back, when the server said one
 */
record Ending(Kind kind, String text, @Nullable Duration retryAfter) {

  /** What to do next. */
  enum Kind {
    /** Whoever listens has enough. */
    ENOUGH,
    /** Come back later. */
    LOST,
    /** The same again would end the same. */
    REFUSED
  }

  static final Ending ENOUGH = new Ending(Kind.ENOUGH, "", null);

  static Ending lost(String text) {
    return new Ending(Kind.LOST, text, null);
  }

  static Ending refused(String text) {
    return new Ending(Kind.REFUSED, text, null);
  }

  /** An answer that is not the stream asked for. */
  static Ending of(Answer answer) {
    return answer.isTemporary()
        ? new Ending(Kind.LOST, answer.problem(), answer.retryAfter())
        : refused(answer.problem());
  }
}
