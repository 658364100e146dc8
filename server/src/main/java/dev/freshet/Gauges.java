package dev.freshet;

import dev.freshet.hub.Hub;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.tools.doctor.capacity.Headroom;
import dev.freshet.tools.doctor.capacity.Limit;
import java.util.List;

/** The numbers that are asked for when they are scraped, and those that have to begin at 0. */
final class Gauges {
  private Gauges() {}

  static void register(Metrics metrics, Hub hub, AddressLimit addressLimit, Headroom headroom) {
    metrics.gauge(Metric.CLIENT_ADDRESSES, addressLimit::addresses);
    metrics.gauge(Metric.CHANNELS, hub::channels);
    metrics.gauge(Metric.SUBSCRIPTIONS, hub::subscriptions);
    metrics.gauge(Metric.MAILBOX_BYTES, hub::waitingBytes);
    for (Limit limit : Limit.values()) {
      metrics.gauge(Metric.CONNECTIONS_CAPACITY, () -> headroom.holds(limit), limit.key());
    }
    // Prometheus sees that a counter grew only when it has seen it before.
    for (String outcome : List.of("taken", "refused")) {
      metrics.count(Metric.CONFIG_RELOADS, outcome);
      metrics.count(Metric.TLS_RELOADS, outcome);
    }
  }
}
