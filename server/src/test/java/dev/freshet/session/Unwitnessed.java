package dev.freshet.session;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import org.jspecify.annotations.Nullable;

/** A witness for tests that nobody asks. */
public final class Unwitnessed implements Witness {
  @Override
  public void clientEvent(
      ChannelName channel, String event, Payload data, String connection, @Nullable String user) {}

  @Override
  public void cacheMiss(ChannelName channel) {}
}
