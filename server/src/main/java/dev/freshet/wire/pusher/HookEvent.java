package dev.freshet.wire.pusher;

import dev.freshet.model.Payload;
import dev.freshet.model.app.WebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * One thing a backend is told in a webhook. What does not belong to its kind is null.
 *
 * @param id the same however often it is told, over all nodes; null to leave it out, as Pusher does
 * @param kind what happened
 * @param channel the channel it happened on
 * @param user the member who came or went, or who sent the client event on a channel with members
 * @param event the name of a client event
 * @param data the data of a client event
 * @param connection the id of the connection that sent the client event
 * @param count how many subscribers there are; null unless it is what changed
 */
public record HookEvent(
    @Nullable String id,
    WebhookEvent kind,
    String channel,
    @Nullable String user,
    @Nullable String event,
    @Nullable Payload data,
    @Nullable String connection,
    @Nullable Long count) {

  /** The channel is occupied or vacated, or had nothing cached. */
  public static HookEvent ofChannel(WebhookEvent kind, String channel) {
    return new HookEvent(null, kind, channel, null, null, null, null, null);
  }

  /** A member came or went. */
  public static HookEvent ofMember(WebhookEvent kind, String channel, String user) {
    return new HookEvent(null, kind, channel, user, null, null, null, null);
  }

  /** A client published to the other subscribers. */
  public static HookEvent ofClient(
      String channel, String event, Payload data, String connection, @Nullable String user) {
    return new HookEvent(
        null, WebhookEvent.CLIENT_EVENT, channel, user, event, data, connection, null);
  }

  /** The number of subscribers changed. */
  public static HookEvent ofCount(String channel, long count) {
    return new HookEvent(
        null, WebhookEvent.SUBSCRIPTION_COUNT, channel, null, null, null, null, count);
  }

  /** The same under an id. */
  public HookEvent as(String name) {
    return new HookEvent(name, kind, channel, user, event, data, connection, count);
  }
}
