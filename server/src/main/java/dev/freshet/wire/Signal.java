package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import java.util.List;
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
   *
   * @param position null when the channel keeps no history
   */
  record Reset(ChannelName channel, @Nullable Position position) implements Signal {}

  /**
   * Where the client stands in all channels of its connection, before the first publication.
   *
   * @param positions in the order the client asked for the channels
   */
  record Standing(List<Position> positions) implements Signal {}

  /** A command failed. */
  record Failed(Problem problem, String detail) implements Signal {}
}
