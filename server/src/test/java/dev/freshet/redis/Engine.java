package dev.freshet.redis;

import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Broker;
import dev.freshet.metrics.Metrics;
import dev.freshet.redis.link.RedisSettings;
import dev.freshet.redis.link.Shards;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What several nodes share in a test: the same Redis, under a prefix of their own. */
public final class Engine implements AutoCloseable {
  /** Short, so that a test need not wait long for what is found out by waiting. */
  public static final RedisSettings.Bounds BOUNDS =
      new RedisSettings.Bounds(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofMillis(800),
          Duration.ofMillis(500),
          10_000);

  private final List<String> urls;
  private final boolean cluster;
  private final String prefix;
  private @Nullable Path ca;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** On servers that do not know each other. */
  public static Engine on(String... urls) {
    return new Engine(List.of(urls), false, fresh());
  }

  /** On a Redis Cluster. */
  public static Engine onCluster(String... seeds) {
    return new Engine(List.of(seeds), true, fresh());
  }

  /** The same on a Redis Cluster. */
  public static Engine trustingCluster(Path ca, String... seeds) {
    var engine = onCluster(seeds);
    engine.ca = ca;
    return engine;
  }

  /** Nodes that share the data of others and reach them another way. */
  public static Engine sharing(Engine with, String... urls) {
    return new Engine(List.of(urls), with.cluster, with.prefix);
  }

  /** On a server whose certificate this one has signed. */
  public static Engine trusting(Path ca, String url) {
    var engine = on(url);
    engine.ca = ca;
    return engine;
  }

  private static String fresh() {
    return "t" + UUID.randomUUID().toString().substring(0, 8);
  }

  private Engine(List<String> urls, boolean cluster, String prefix) {
    this.urls = urls;
    this.cluster = cluster;
    this.prefix = prefix;
  }

  /** What the keys of these nodes begin with. */
  public String prefix() {
    return prefix;
  }

  /** The connections of one node, not started. */
  public Shards shards(Metrics metrics) {
    var shards =
        new Shards(
            RedisSettings.of(
                "engine.redis", urls, cluster, prefix, UUID.randomUUID().toString(), ca, BOUNDS),
            metrics);
    open.push(shards);
    return shards;
  }

  /** A broker of a node of its own, started; all servers are there when this returns. */
  public Node node(Broker.Receiver receiver, RedisBroker.Settings settings) {
    var metrics = new Metrics();
    var shards = shards(metrics);
    var broker = new RedisBroker(shards, settings, metrics, InstantSource.system());
    open.push(broker);
    broker.start(receiver);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> java.util.stream.IntStream.range(0, 256).allMatch(shards::isUp));
    return new Node(shards, broker, metrics);
  }

  /** The same with settings that suit most tests. */
  public Node node(Broker.Receiver receiver) {
    return node(receiver, settings(Duration.ofMinutes(5)));
  }

  /** Settings that suit most tests. */
  public static RedisBroker.Settings settings(Duration idempotencyWindow) {
    return new RedisBroker.Settings(
        idempotencyWindow, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofMillis(500));
  }

  /** One node's engine. */
  public record Node(Shards shards, RedisBroker broker, Metrics metrics) {}

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
