package dev.freshet.session;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Hears what clients do that their backend may want to know. Called on event loops, so every method
 * returns at once.
 */
public interface Witness {

  /**
   * A client published to the other subscribers of a channel, and that was taken.
   *
   * @param connection the client's id
   * @param user who it is on the channel; null when the channel has no members
   */
  void clientEvent(
      ChannelName channel, String event, Payload data, String connection, @Nullable String user);

  /** A client subscribed to a channel that keeps its newest publication, and there is none. */
  void cacheMiss(ChannelName channel);
}
