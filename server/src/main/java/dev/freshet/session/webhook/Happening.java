package dev.freshet.session.webhook;

import dev.freshet.model.ChannelName;
import dev.freshet.wire.pusher.HookEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way.
 *
 * @param channel where it happened
 * @param event what a backend is told
 * @param since when it happened, or when it was held no longer; {@link System#nanoTime}
 * @param receipt for who is to know that it was told; null when it is kept nowhere else
 */
record Happening(ChannelName channel, HookEvent event, long since, @Nullable Receipt receipt) {
  private static final int KIB = 1_024;

  /** Another one that begins to wait at this time. */
  Happening at(long nanos) {
    return new Happening(channel, event, nanos, receipt);
  }

  /** How much of the queue it takes: 1, and 1 for each KiB of data. */
  int weight() {
    return event.data() == null ? 1 : 1 + event.data().size() / KIB;
  }

  /** It was told to one it is for, or given up for it. */
  void settled() {
    if (receipt != null) {
      receipt.settled();
    }
  }
}
