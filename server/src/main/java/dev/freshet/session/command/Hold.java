package dev.freshet.session.command;

import dev.freshet.hub.Subscription;
import dev.freshet.model.ChannelName;
import org.jspecify.annotations.Nullable;

/** A client's hold on one channel. Owned by the session's loop. */
final class Hold {
  final Subscription subscription;

  /** As whom the client is a member; null when it is none. */
  final @Nullable String member;

  /** Whether the client was made that member, or is being made it, so that it must leave. */
  boolean joining;

  /** Changes of the members up to this are known to the client. */
  long version;

  Hold(Subscription subscription, @Nullable String member) {
    this.subscription = subscription;
    this.member = member;
  }

  ChannelName channel() {
    return subscription.channel();
  }

  /** Whether the client was told that it is subscribed. */
  boolean isLive() {
    return subscription.isSubscribed() && !subscription.isCatchingUp();
  }
}
