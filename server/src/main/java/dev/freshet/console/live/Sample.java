package dev.freshet.console.live;

import dev.freshet.wire.Envelope;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How the node was over a short while. What it cannot know is null.
 *
 * @param time when the while ended, milliseconds since 1970
 * @param byDialect connections by how they converse
 * @param rates what happened a second
 * @param lagMillis by how much the latest of the loops came late at worst
 * @param batch publications a drain took on average; null when there was none
 * @param queuedBytes what waits for connections to take it
 * @param cost what it costs
 * @param door how clients are let in
 */
record Sample(
    long time,
    int connections,
    Map<String, Double> byDialect,
    long subscriptions,
    long channels,
    Rates rates,
    double lagMillis,
    @Nullable Double batch,
    long queuedBytes,
    Cost cost,
    Door door) {

  /** What happened a second. */
  record Rates(double in, double out, double bytesIn, double bytesOut, double slow) {}

  /**
   * What it costs.
   *
   * @param cpuCores how many cores the process kept busy
   * @param residentBytes of the process
   * @param bytesPerConnection resident bytes by connections, what an empty server takes included;
   *     null with few connections
   * @param cpuMicrosPerConnection CPU time in microseconds a second by connections; null with few
   * @param cpuMicrosPerMessage CPU time by messages in and out, whatever else was done included;
   *     null with few messages
   */
  record Cost(
      @Nullable Double cpuCores,
      long heapBytes,
      @Nullable Long residentBytes,
      @Nullable Long bytesPerConnection,
      @Nullable Double cpuMicrosPerConnection,
      @Nullable Double cpuMicrosPerMessage) {}

  /**
   * How clients are let in.
   *
   * @param waiting clients that wait
   * @param recoverSeconds until all who wait are let in and all who were refused are back
   */
  record Door(int waiting, double admitted, double refused, double recoverSeconds) {}

  /** One JSON object. */
  byte[] json() {
    var out = new ByteArrayOutputStream(512);
    try (var json = Envelope.generator(out)) {
      json.writeStartObject();
      json.writeNumberProperty("t", time);
      json.writeNumberProperty("connections", connections);
      json.writeObjectPropertyStart("by_dialect");
      byDialect.forEach((dialect, count) -> json.writeNumberProperty(dialect, Math.round(count)));
      json.writeEndObject();
      json.writeNumberProperty("subscriptions", subscriptions);
      json.writeNumberProperty("channels", channels);
      number(json, "in_s", rates.in);
      number(json, "out_s", rates.out);
      number(json, "bytes_in_s", rates.bytesIn);
      number(json, "bytes_out_s", rates.bytesOut);
      number(json, "cpu_cores", cost.cpuCores);
      number(json, "lag_ms", lagMillis);
      number(json, "batch", batch);
      json.writeNumberProperty("queued_bytes", queuedBytes);
      number(json, "slow_s", rates.slow);
      json.writeNumberProperty("heap_bytes", cost.heapBytes);
      number(json, "rss_bytes", cost.residentBytes);
      number(json, "bytes_per_connection", cost.bytesPerConnection);
      number(json, "cpu_us_per_connection", cost.cpuMicrosPerConnection);
      number(json, "cpu_us_per_message", cost.cpuMicrosPerMessage);
      json.writeNumberProperty("waiting", door.waiting);
      number(json, "admitted_s", door.admitted);
      number(json, "refused_s", door.refused);
      number(json, "recover_s", door.recoverSeconds);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** Three decimals are more than anything here is exact to. */
  private static void number(JsonGenerator json, String name, @Nullable Double value) {
    json.writeName(name);
    if (value == null || !Double.isFinite(value)) {
      json.writeNull();
    } else {
      json.writeNumber(Math.round(value * 1_000) / 1_000.0);
    }
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value) {
    json.writeName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }
}
