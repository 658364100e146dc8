package dev.freshet.redis.link;

import dev.freshet.model.ChannelName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The Redis servers of a node as one store. Every channel belongs to one of {@value #BUCKETS}
 * buckets, by hash; all keys and Redis channels of a bucket carry its hash tag, so that they are on
 * one server, in Redis Cluster in one slot, and a script may touch any of them.
 *
 * <p>From any thread; nothing blocks. Stages complete on Lettuce's loops, which must not block
 * either.
 */
public interface Store {
  /** How many buckets there are; the same on all nodes, for it decides where keys are. */
  int BUCKETS = 256;

  /** Hears when servers go and come back; called on one virtual thread, one call at a time. */
  interface Watcher {
    /** The server that keeps these buckets cannot be reached any more. */
    default void lost(Set<Integer> buckets) {}

    /**
     * These buckets can be reached: for the first time, again, or at another server.
     *
     * @param another whether what was written before may be missing there: the server is another
     *     one, or was started anew; false when they come back as they were
     */
    void returned(Set<Integer> buckets, boolean another);
  }

  /** The bucket of a channel, 0 to {@value #BUCKETS} - 1. */
  static int bucket(ChannelName channel) {
    // String.hashCode is specified, so nodes of all releases agree.
    int hash = (31 * channel.app().hashCode() + channel.name().hashCode()) * 0x9E3779B9;
    return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
  }

  /** The name of a key or Redis channel of a bucket, such as {@code freshet:{b12}:rest}. */
  String key(int bucket, String rest);

  /** The Redis channel on which the publications of a channel are heard. */
  default String channelKey(ChannelName channel) {
    return key(bucket(channel), "c:" + channel.app() + ":" + channel.name());
  }

  /**
   * The command that publishes, for scripts: {@code PUBLISH}, in Redis Cluster {@code SPUBLISH}.
   */
  String publishCommand();

  /**
   * Runs a script where a bucket is kept. In Redis Cluster redirections are followed.
   *
   * @param keys of that bucket, all of them
   * @param args read only; not changed by the caller afterwards
   * @return the table: {@link Long}, {@code byte[]}, {@link List} or null each. Fails with {@link
   *     dev.freshet.model.Refused}: {@code BROKER_UNAVAILABLE} when the server is not there, does
   *     not answer in time or cannot write; {@code OVERLOADED} when too many commands are under way
   */
  CompletionStage<List<Object>> run(int bucket, Script script, List<String> keys, byte[]... args);

  /** Publishes bytes on a Redis channel of a bucket; fails as {@link #run}. */
  CompletionStage<Long> publish(int bucket, String channelKey, byte[] message);

  /** Whether the server of a bucket is there. */
  boolean isUp(int bucket);

  /** Has one more hear of servers; those that are there already are told as returned. */
  void watch(Watcher watcher);
}
