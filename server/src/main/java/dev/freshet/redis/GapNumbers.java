package dev.freshet.redis;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;

/** Counts gaps of Pub/Sub. */
final class GapNumbers {
  private final Count closed;
  private final Count lost;

  GapNumbers(Metrics metrics) {
    closed = metrics.count(Metric.GAPS, "closed");
    lost = metrics.count(Metric.GAPS, "lost");
  }

  void closed(int publications) {
    if (publications > 0) {
      closed.increment();
    }
  }

  void lost() {
    lost.increment();
  }
}
