package dev.freshet;

import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalNodes;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.cluster.LocalPresence;
import dev.freshet.cluster.Occupancy;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.session.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;

/** The engine of a node that stands alone: everything is in its memory. */
final class MemoryEngine implements Engine {
  private final LocalBroker broker;
  private final LocalOccupancy occupancy = new LocalOccupancy();
  private final LocalPresence presence;
  private final LocalNodes nodes;

  MemoryEngine(Settings settings, String node, Metrics metrics, Clock clock) {
    long bytes = settings.bytes(Setting.HISTORY_MAX_BYTES);
    var history =
        new LocalHistory(
            new LocalHistory.Bounds(
                settings.number(Setting.HISTORY_MAX_STREAMS),
                bytes == 0 ? Runtime.getRuntime().maxMemory() / 4 : bytes,
                settings.duration(Setting.HISTORY_IDLE_TTL)),
            clock);
    broker =
        new LocalBroker(
            history,
            clock,
            settings.duration(Setting.PUBLISH_IDEMPOTENCY_WINDOW),
            settings.number(Setting.PUBLISH_IDEMPOTENCY_KEYS_MAX));
    presence = new LocalPresence(broker, clock);
    nodes = new LocalNodes(node);
    metrics.gauge(Metric.HISTORY_STREAMS, history::streams);
    metrics.gauge(Metric.HISTORY_PUBLICATIONS, history::publications);
    metrics.gauge(Metric.HISTORY_BYTES, history::bytes);
    metrics.gauge(Metric.HISTORY_EVICTIONS, history::evictions);
  }

  @Override
  public void start(Webhooks webhooks, Occupancy.Watcher counts) {
    occupancy.start(webhooks.andThen(counts));
    presence.start(webhooks);
  }

  /** There is nothing to wait for: everything was decided at once. */
  @Override
  public void finish(Duration most) {}

  @Override
  public LocalBroker broker() {
    return broker;
  }

  @Override
  public LocalOccupancy occupancy() {
    return occupancy;
  }

  @Override
  public LocalPresence presence() {
    return presence;
  }

  @Override
  public LocalNodes nodes() {
    return nodes;
  }

  @Override
  public int elsewhere(String app) {
    return 0;
  }

  @Override
  public void sweep() {
    broker.sweep();
  }

  @Override
  public void forget(Predicate<ChannelName> channels) {
    broker.history().forget(channels);
  }

  @Override
  public void close() {
    broker.close();
  }
}
