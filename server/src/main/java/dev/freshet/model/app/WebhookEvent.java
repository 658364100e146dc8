package dev.freshet.model.app;

/** What an app's backend can be told of. */
public enum WebhookEvent {
  CHANNEL_OCCUPIED,
  CHANNEL_VACATED,
  MEMBER_ADDED,
  MEMBER_REMOVED,
  CLIENT_EVENT,
  CACHE_MISS,
  SUBSCRIPTION_COUNT
}
