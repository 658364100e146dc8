package dev.freshet.redis.link;

import io.lettuce.core.RedisURI;
import java.util.Locale;

/**
 * One Redis server as the configuration or the cluster names it.
 *
 * @param name what it is called in messages, metrics and the choice of its buckets: without user
 *     and password
 * @param uri how it is reached; holds the password
 */
public record RedisServer(String name, RedisURI uri) {

  /** The server of a URL that {@link RedisURI} understands. */
  static RedisServer of(RedisURI uri) {
    return new RedisServer(name(uri), uri);
  }

  private static String name(RedisURI uri) {
    String where =
        uri.getSentinelMasterId() == null
            ? address(uri.getHost(), uri.getPort())
            : "sentinel/" + uri.getSentinelMasterId();
    return uri.getDatabase() == 0 ? where : where + "/" + uri.getDatabase();
  }

  /** How a server at this address is called. */
  static String address(String host, int port) {
    return host.toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Never the URI. */
  @Override
  public String toString() {
    return name;
  }
}
