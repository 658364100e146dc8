package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.CpuTime;
import dev.freshet.tools.plan.unit.PerMinute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The costs that were recorded with this release: a file of figures, each with its source. */
final class Recorded {
  private static final String FILE = "recorded.properties";

  private final Properties figures = new Properties();

  private Recorded() {
    try (InputStream in = Recorded.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not in the jar");
      }
      figures.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ConnectionCost cost() {
    var file = new Recorded();
    return new ConnectionCost(
        file.bytes("heap"),
        file.bytes("outside"),
        file.bytes("kernel"),
        file.bytes("tls-heap"),
        file.bytes("tls-outside"),
        file.cpu("handshake"),
        file.cpu("tls-handshake"),
        file.cpu("idle"),
        file.deliveries(),
        file.cpu("publish"),
        file.cpu("hear"),
        file.cpu("redis"),
        file.cpu("redis-history"),
        List.of(
            "memory and idle CPU: recorded, " + file.text("memory-source"),
            "handshakes: recorded, " + file.text("handshake-source"),
            "deliveries: recorded, " + file.text("deliveries-source"),
            "publications: recorded, " + file.text("publications-source")));
  }

  private List<ConnectionCost.Delivery> deliveries() {
    var all = new ArrayList<ConnectionCost.Delivery>();
    for (String each : text("deliveries").split(",", -1)) {
      int colon = each.indexOf(':');
      all.add(
          new ConnectionCost.Delivery(
              new PerMinute(Double.parseDouble(each.substring(0, colon).strip())),
              new CpuTime(Double.parseDouble(each.substring(colon + 1).strip()))));
    }
    return all;
  }

  private Bytes bytes(String key) {
    return new Bytes(Double.parseDouble(text(key)));
  }

  private CpuTime cpu(String key) {
    return new CpuTime(Double.parseDouble(text(key)));
  }

  private String text(String key) {
    String text = figures.getProperty(key);
    if (text == null) {
      throw new IllegalStateException(FILE + ": " + key);
    }
    return text.strip();
  }
}
