package dev.freshet.redis.state;

import dev.freshet.redis.link.RedisSettings;
import dev.freshet.redis.link.RedisSettings.Bounds;
import java.time.Duration;
import java.util.List;

/**
 * Where the nodes of a test keep what they know.
 *
 * @param urls of the servers, or of seeds of a cluster
 * @param probes how often the connections are probed
 */
record Servers(List<String> urls, boolean cluster, Duration probes) {

  /** They are probed all the time. */
  Servers(List<String> urls, boolean cluster) {
    this(urls, cluster, Duration.ofMillis(300));
  }

  /** As one node reaches them. */
  RedisSettings settings(String prefix, String node) {
    var bounds =
        new Bounds(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            probes,
            probes.multipliedBy(3),
            Duration.ofMillis(300),
            100_000);
    return RedisSettings.of("engine.redis.url", urls, cluster, prefix, node, null, bounds);
  }
}
