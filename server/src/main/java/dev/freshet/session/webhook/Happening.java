package dev.freshet.session.webhook;

import dev.freshet.model.ChannelName;
import dev.freshet.wire.pusher.HookEvent;

/**
 * An event on its way.
 *
 * @param channel where it happened
 * @param event what a backend is told
 * @param since when it happened, or when it was held no longer; {@link System#nanoTime}
 */
record Happening(ChannelName channel, HookEvent event, long since) {
  private static final int KIB = 1_024;

  /** Another one that begins to wait at this time. */
  Happening at(long nanos) {
    return new Happening(channel, event, nanos);
  }

  /** How much of the queue it takes: 1, and 1 for each KiB of data. */
  int weight() {
    return event.data() == null ? 1 : 1 + event.data().size() / KIB;
  }
}
