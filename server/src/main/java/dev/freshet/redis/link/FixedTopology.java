package dev.freshet.redis.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Servers that do not know each other. A bucket is at the server whose hash with it is the highest
 * (rendezvous hashing, Thaler and Ravishankar 1996), a consistent hashing without a ring: a server
 * more or less moves its own share of the buckets and no other.
 */
final class FixedTopology implements Topology {
  private final List<RedisServer> servers;

  FixedTopology(List<RedisServer> servers) {
    this.servers = servers;
  }

  @Override
  public void start(Consumer<Map> listener) {
    List<@Nullable RedisServer> chosen = new ArrayList<>(Store.BUCKETS);
    for (int bucket = 0; bucket < Store.BUCKETS; bucket++) {
      chosen.add(choose(bucket));
    }
    listener.accept(new Map(chosen, Set.of()));
  }

  private RedisServer choose(int bucket) {
    RedisServer best = servers.getFirst();
    long highest = weight(best, bucket);
    for (RedisServer server : servers.subList(1, servers.size())) {
      long weight = weight(server, bucket);
      if (weight > highest) {
        highest = weight;
        best = server;
      }
    }
    return best;
  }

  private static long weight(RedisServer server, int bucket) {
    try {
      byte[] text = (server.name() + "#" + bucket).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A Sentinel is asked anew with every connection, so there is nothing to look at. */
  @Override
  public void refresh() {}

  @Override
  public void close() {}
}
