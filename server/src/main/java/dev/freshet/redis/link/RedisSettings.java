package dev.freshet.redis.link;

import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node reaches Redis.
 *
 * @param servers at least one: all servers, or the seeds of a cluster
 * @param cluster whether they are seeds of a Redis Cluster
 * @param prefix what all keys and Redis channels begin with
 * @param node this life of this node, unique over all nodes
 * @param ca a PEM file with the certificates that servers are trusted by; null for the JDK's
 * @param connectTimeout for opening a connection, the greeting included
 * @param commandTimeout for the answer to a command
 * @param probeInterval how often a probe goes through a server
 * @param probeTimeout how long it may take before the connections are given up
 * @param retryMax the longest pause between two attempts to reach a server
 * @param commandsMax how many commands may be under way at one server
 */
public record RedisSettings(
    List<RedisServer> servers,
    boolean cluster,
    String prefix,
    String node,
    @Nullable Path ca,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration probeInterval,
    Duration probeTimeout,
    Duration retryMax,
    int commandsMax) {

  /** The first server: its user, password and TLS are those of all members of a cluster. */
  RedisURI seed() {
    return servers.getFirst().uri();
  }

  /** The bounds of time and number. */
  public record Bounds(
      Duration connectTimeout,
      Duration commandTimeout,
      Duration probeInterval,
      Duration probeTimeout,
      Duration retryMax,
      int commandsMax) {

    /** What nobody sets. */
    public static final Bounds DEFAULT =
        new Bounds(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            100_000);
  }

  /**
   * Reads the URLs.
   *
   * @param setting what the URLs are called in a fault
   * @param urls of the forms that Lettuce reads: {@code redis://}, {@code rediss://}, {@code
   *     redis-sentinel://} and {@code rediss-sentinel://}
   * @throws IllegalArgumentException naming the setting, never the URL: a password may be in it
   */
  public static RedisSettings of(
      String setting,
      List<String> urls,
      boolean cluster,
      String prefix,
      String node,
      @Nullable Path ca,
      Bounds bounds) {
    var servers = new ArrayList<RedisServer>();
    for (String url : urls) {
      try {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(bounds.connectTimeout());
        uri.setClientName("freshet");
        servers.add(RedisServer.of(uri));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: item %d (expected: a URL such as redis://user:password@host:6379)"
                .formatted(setting, servers.size() + 1));
      }
    }
    if (servers.stream().map(RedisServer::name).distinct().count() < servers.size()) {
      throw new IllegalArgumentException(setting + ": a server twice (expected: each once)");
    }
    return new RedisSettings(
        List.copyOf(servers),
        cluster,
        prefix,
        node,
        ca,
        bounds.connectTimeout(),
        bounds.commandTimeout(),
        bounds.probeInterval(),
        bounds.probeTimeout(),
        bounds.retryMax(),
        bounds.commandsMax());
  }
}
