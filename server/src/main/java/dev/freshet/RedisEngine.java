package dev.freshet;

import dev.freshet.cluster.LocalNodes;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.cluster.LocalPresence;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.redis.RedisBroker;
import dev.freshet.redis.link.RedisSettings;
import dev.freshet.redis.link.Shards;
import java.time.Clock;
import java.util.function.Predicate;

/** The engine of nodes that share Redis. */
final class RedisEngine implements Engine {
  private final Shards shards;
  private final RedisBroker broker;
  private final Occupancy occupancy;
  private final Presence presence;
  private final Nodes nodes;

  RedisEngine(Settings settings, String node, Metrics metrics, Clock clock) {
    shards = new Shards(redis(settings, node), metrics);
    broker =
        new RedisBroker(
            shards,
            new RedisBroker.Settings(
                settings.duration(Setting.PUBLISH_IDEMPOTENCY_WINDOW),
                settings.duration(Setting.HISTORY_IDLE_TTL),
                settings.duration(Setting.ENGINE_REDIS_SUBSCRIBE_TIMEOUT),
                settings.duration(Setting.ENGINE_REDIS_LINGER)),
            metrics,
            clock);
    occupancy = new LocalOccupancy();
    presence = new LocalPresence(broker, clock);
    nodes = new LocalNodes(node);
  }

  private static RedisSettings redis(Settings settings, String node) {
    boolean cluster = !settings.list(Setting.ENGINE_REDIS_CLUSTER).isEmpty();
    Setting urls = cluster ? Setting.ENGINE_REDIS_CLUSTER : Setting.ENGINE_REDIS_URL;
    return RedisSettings.of(
        urls.key(),
        settings.list(urls),
        cluster,
        settings.text(Setting.ENGINE_REDIS_PREFIX),
        node,
        settings.path(Setting.ENGINE_REDIS_CA).orElse(null),
        new RedisSettings.Bounds(
            settings.duration(Setting.ENGINE_REDIS_CONNECT_TIMEOUT),
            settings.duration(Setting.ENGINE_REDIS_COMMAND_TIMEOUT),
            settings.duration(Setting.ENGINE_REDIS_PROBE_INTERVAL),
            settings.duration(Setting.ENGINE_REDIS_PROBE_TIMEOUT),
            settings.duration(Setting.ENGINE_REDIS_RETRY_MAX),
            settings.number(Setting.ENGINE_REDIS_COMMANDS_MAX)));
  }

  @Override
  public RedisBroker broker() {
    return broker;
  }

  @Override
  public Occupancy occupancy() {
    return occupancy;
  }

  @Override
  public Presence presence() {
    return presence;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  /** Redis lets go by itself of what has expired. */
  @Override
  public void sweep() {}

  /**
   * What a channel kept stays until it expires: another node may have the old rules still. A
   * channel that keeps again later goes on where it was; whoever missed what was published between
   * is not told.
   */
  @Override
  public void forget(Predicate<ChannelName> channels) {}

  @Override
  public void close() {
    broker.close();
    shards.close();
  }
}
