package dev.freshet.redis.link;

/** Takes what comes over Pub/Sub; called on Lettuce's loops, so it returns quickly. */
public interface Ear {
  /** A message of a Redis channel that was subscribed to; of one channel one at a time. */
  void heard(String channelKey, byte[] message);

  /** From here on every message of the Redis channel is heard. */
  void subscribed(String channelKey);

  /** The server ended a subscription: the channel is kept elsewhere now. */
  void ended(String channelKey);
}
