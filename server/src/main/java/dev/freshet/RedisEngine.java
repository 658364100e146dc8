package dev.freshet;

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
import dev.freshet.redis.link.Store;
import dev.freshet.redis.state.RedisState;
import dev.freshet.redis.state.StateSettings;
import dev.freshet.session.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;

/** The engine of nodes that share Redis. */
final class RedisEngine implements Engine {
  private final Shards shards;
  private final RedisBroker broker;
  private final RedisState state;

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
    state = new RedisState(shards, node, state(settings), metrics);
  }

  private static StateSettings state(Settings settings) {
    return new StateSettings(
        settings.duration(Setting.CLUSTER_LEASE),
        settings.duration(Setting.WEBHOOKS_VACATED_DELAY),
        settings.number(Setting.WEBHOOKS_OUTBOX_MAX) / Store.BUCKETS,
        settings.duration(Setting.ENGINE_REDIS_SUBSCRIBE_TIMEOUT));
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
    return state.occupancy();
  }

  @Override
  public Presence presence() {
    return state.presence();
  }

  @Override
  public Nodes nodes() {
    return state.nodes();
  }

  /** What happens is decided by all nodes together, and told by one. */
  @Override
  public void start(Webhooks webhooks, Occupancy.Watcher counts) {
    state.start(webhooks);
    state.occupancy().start(counts);
  }

  @Override
  public void finish(Duration most) throws InterruptedException {
    state.close(most);
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
    state.close();
    broker.close();
    shards.close();
  }
}
