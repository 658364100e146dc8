package dev.freshet;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.session.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;

/** The makers of the contracts that a node runs on, and what they need beside a message's way. */
interface Engine extends AutoCloseable {
  Broker broker();

  Occupancy occupancy();

  Presence presence();

  Nodes nodes();

  /** How many connections of an app the other nodes said they have; never blocks. */
  default int elsewhere(String app) {
    return nodes().known().stream()
        .filter(node -> !node.id().equals(nodes().id()))
        .mapToInt(node -> node.connectionsByApp().getOrDefault(app, 0))
        .sum();
  }

  /**
   * Says who hears of what happens on channels; once, before anything does.
   *
   * @param webhooks tells backends
   * @param counts tells subscribers how many they are
   */
  void start(Webhooks webhooks, Occupancy.Watcher counts);

  /**
   * The last connection has ended: whatever follows from that is decided, and handed to the
   * webhooks where it is this node's to tell.
   *
   * @param most how long that may take
   */
  void finish(Duration most) throws InterruptedException;

  /** Forgets what has expired; called about once a second. */
  void sweep();

  /** Forgets what channels kept that keep nothing any more. */
  void forget(Predicate<ChannelName> channels);

  @Override
  void close();

  /**
   * The one that is configured; nothing is reached yet.
   *
   * @param node this life of the node, unique over all nodes
   */
  static Engine of(Settings settings, String node, Metrics metrics, Clock clock) {
    return settings.list(Setting.ENGINE_REDIS_URL).isEmpty()
            && settings.list(Setting.ENGINE_REDIS_CLUSTER).isEmpty()
        ? new MemoryEngine(settings, node, metrics, clock)
        : new RedisEngine(settings, node, metrics, clock);
  }
}
