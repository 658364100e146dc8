package dev.freshet.net.pusher;

import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Sender;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a backend publishes.
 *
 * @param name valid
 * @param data as subscribers hear it
 * @param channels at least one, each valid and once, in the order they were named
 * @param socketId the connection that does not hear it; null when all do
 * @param info what the answer is to tell of the channels
 */
record Event(
    String name,
    Payload data,
    List<String> channels,
    @Nullable String socketId,
    Set<Attribute> info) {

  /** As the broker takes it. */
  Draft draft() {
    Sender sender = socketId == null ? null : new Sender(socketId, null);
    return new Draft(data, name, null, null, null, sender);
  }
}
