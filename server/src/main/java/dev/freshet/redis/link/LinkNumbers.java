package dev.freshet.redis.link;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is counted of connections and commands. From any thread. */
final class LinkNumbers {
  private final Metrics metrics;
  private final Count made;
  private final Count failed;
  private final Count losses;
  private final Count commands;
  private final Count redirects;
  private final Map<Faults.Kind, Count> failures;

  /** A series stays when its server is gone, so each is registered once. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  private final Map<String, Shard> shards = new ConcurrentHashMap<>();

  LinkNumbers(Metrics metrics) {
    this.metrics = metrics;
    this.made = metrics.count(Metric.REDIS_CONNECTS, "made");
    this.failed = metrics.count(Metric.REDIS_CONNECTS, "failed");
    this.losses = metrics.count(Metric.REDIS_LOST);
    this.commands = metrics.count(Metric.REDIS_COMMANDS);
    this.redirects = metrics.count(Metric.REDIS_REDIRECTS);
    this.failures = metrics.each(Metric.REDIS_FAILURES, Faults.Kind.class, LinkNumbers::word);
    metrics.gauge(Metric.REDIS_UNDER_WAY, this::underWay);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Distribution probes() {
    return metrics.histogram(Metric.REDIS_PROBE_SECONDS);
  }

  void shard(Shard shard) {
    String name = shard.server().name();
    shards.put(name, shard);
    if (known.add(name)) {
      metrics.gauge(Metric.REDIS_UP, () -> isUp(name), name);
    }
  }

  private double isUp(String name) {
    @Nullable Shard shard = shards.get(name);
    return shard != null && shard.health().isUp() ? 1 : 0;
  }

  private double underWay() {
    return shards.values().stream()
        .mapToDouble(shard -> {
          Link link = shard.link();
          return link == null ? 0 : link.underWay();
        })
        .sum();
  }

  void gone(Shard shard) {
    shards.remove(shard.server().name(), shard);
  }

  void connected(boolean is) {
    (is ? made : failed).increment();
  }

  void lost() {
    losses.increment();
  }

  void command() {
    commands.increment();
  }

  void redirect() {
    redirects.increment();
  }

  void failure(Faults.Kind kind) {
    Count count = failures.get(kind);
    if (count != null) {
      count.increment();
    }
  }
}
