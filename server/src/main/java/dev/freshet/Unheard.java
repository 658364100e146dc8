package dev.freshet;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.session.Witness;
import org.jspecify.annotations.Nullable;

/** A witness of a node without webhooks. */
final class Unheard implements Witness {
  @Override
  public void clientEvent(
      ChannelName channel, String event, Payload data, String connection, @Nullable String user) {}

  @Override
  public void cacheMiss(ChannelName channel) {}
}
