package dev.freshet.wire;

import dev.freshet.model.Draft;
import dev.freshet.model.Problem;
import org.jspecify.annotations.Nullable;

/** What a client's frame asks for, whatever dialect it came in. */
public sealed interface Command {

  /**
   * Put a draft on a channel.
   *
   * @param channel the name, not yet checked; null for the connection's only channel
   */
  record Publish(@Nullable String channel, Draft draft) implements Command {}

  /** The frame made no sense; the connection stays. */
  record Malformed(Problem problem, String detail) implements Command {}
}
