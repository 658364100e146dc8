package dev.freshet;

import dev.freshet.hub.Hub;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.tools.doctor.capacity.Headroom;
import dev.freshet.tools.doctor.capacity.Limit;

/** The numbers that are asked for when they are scraped. */
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
  }
}
