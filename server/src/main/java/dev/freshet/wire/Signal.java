package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import org.jspecify.annotations.Nullable;

/** What the server tells one client beside publications. */
public sealed interface Signal {

  /**
   * A channel is subscribed; written before the first publication of that channel.
   *
   * @param position where the client stands now; null when the channel keeps no history
   * @param resumed whether the client asked to resume and everything since follows
   */
  record Subscribed(ChannelName channel, @Nullable Position position, boolean resumed)
      implements Signal {}

  /**
   * The past the client asked for is gone: it must load its state anew. Live publications after
   * {@code position} follow.
   */
  record Reset(ChannelName channel, Position position) implements Signal {}

  /** A command failed. */
  record Failed(Problem problem, String detail) implements Signal {}
}
