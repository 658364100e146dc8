package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Roster;
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

  /**
   * The server ends the connection, and the client may come back; last before the farewell.
   *
   * @param afterMillis how long it should wait at least, 0 or more; another time for each client,
   *     so that they come back one after the other
   */
  record ComeBack(long afterMillis) implements Signal {}

  /** A command failed. */
  record Failed(Problem problem, String detail) implements Signal {}

  /** What only clients are told that subscribe by command. */
  sealed interface Reply extends Signal {}

  /**
   * The connection is open; before anything else.
   *
   * @param connection its id
   * @param activitySeconds after how long a silence either side asks whether the other is alive
   */
  record Welcome(String connection, long activitySeconds) implements Reply {}

  /** The answer to a question whether the server is alive. */
  record Pong() implements Reply {}

  /**
   * A channel is subscribed; written before its first publication.
   *
   * @param roster its members, the client among them; null when the channel has none
   */
  record Joined(ChannelName channel, @Nullable Roster roster) implements Reply {}

  /** A channel keeps its newest publication, and there is none. */
  record NothingCached(ChannelName channel) implements Reply {}

  /** A channel could not be subscribed to, under the name the client gave. */
  record NotSubscribed(String channel, Problem problem, String detail) implements Reply {}

  /**
   * The client is somebody now.
   *
   * @param statement what was proven, as the client sent it
   */
  record SignedIn(String statement) implements Reply {}

  /** Which watched users came and went; not both empty. */
  record Watched(List<String> online, List<String> offline) implements Reply {}
}
