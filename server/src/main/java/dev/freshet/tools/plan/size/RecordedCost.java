package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.CpuTime;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.recorded.Recorded;
import java.util.ArrayList;
import java.util.List;

/** What a connection costs as it was recorded with this release. */
final class RecordedCost {
  private RecordedCost() {}

  static ConnectionCost cost() {
    return new ConnectionCost(
        bytes("heap"),
        bytes("outside"),
        bytes("kernel"),
        bytes("tls-heap"),
        bytes("tls-outside"),
        cpu("handshake"),
        cpu("tls-handshake"),
        cpu("idle"),
        deliveries(),
        cpu("publish"),
        cpu("hear"),
        cpu("redis"),
        cpu("redis-history"),
        List.of(
            "memory and idle CPU: recorded, " + Recorded.text("memory-source"),
            "handshakes: recorded, " + Recorded.text("handshake-source"),
            "deliveries: recorded, " + Recorded.text("deliveries-source"),
            "publications: recorded, " + Recorded.text("publications-source")));
  }

  private static List<ConnectionCost.Delivery> deliveries() {
    var all = new ArrayList<ConnectionCost.Delivery>();
    for (String each : Recorded.text("deliveries").split(",", -1)) {
      int colon = each.indexOf(':');
      all.add(
          new ConnectionCost.Delivery(
              new PerMinute(Double.parseDouble(each.substring(0, colon).strip())),
              new CpuTime(Double.parseDouble(each.substring(colon + 1).strip()))));
    }
    return all;
  }

  private static Bytes bytes(String name) {
    return new Bytes(Recorded.number(name));
  }

  private static CpuTime cpu(String name) {
    return new CpuTime(Recorded.number(name));
  }
}
