package dev.freshet.bench.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What one load client has counted; used by its one thread. Times inside are nanoseconds. */
final class LoadTally {
  private static final int MAX_FAULTS_TOLD = 5;

  private final Histogram handshakes = histogram();
  private final Histogram latencies = histogram();
  private final Map<Integer, Integer> closeCodes = new TreeMap<>();
  private int connected;
  private int failed;
  private int closed;
  private int faultsTold;
  private long messages;
  private long foreign;
  private long gaps;
  private long firstNanos;
  private long lastNanos;
  private long readyNanos;

  private static Histogram histogram() {
    Histogram histogram = new Histogram(1_000, 3_600_000_000_000L, 3);
    histogram.setAutoResize(true);
    return histogram;
  }

  void opened(long handshakeNanos) {
    connected++;
    handshakes.recordValue(Math.max(0, handshakeNanos));
  }

  void failed() {
    failed++;
  }

  void closed() {
    connected--;
    closed++;
  }

  void closeCode(int code) {
    closeCodes.merge(code, 1, Integer::sum);
  }

  void heard(int count) {
    messages += count;
  }

  /** A turn of the loop heard something, between these two times. */
  void turn(long from, long to) {
    if (firstNanos == 0) {
      firstNanos = from;
    }
    lastNanos = to;
  }

  void latency(long nanos) {
    latencies.recordValue(Math.max(0, nanos));
  }

  void foreign() {
    foreign++;
  }

  void gap() {
    gaps++;
  }

  void ready(long sinceStartNanos) {
    readyNanos = sinceStartNanos;
  }

  long messages() {
    return messages;
  }

  int settled() {
    return connected + failed + closed;
  }

  /** Tells the first few faults on the error stream; the counts tell the rest. */
  void fault(String where, Throwable why) {
    if (faultsTold++ < MAX_FAULTS_TOLD) {
      System.err.println("load: " + where + ": " + why);
    }
  }

  /** Forgets messages and latencies, keeps connections. */
  void reset() {
    messages = 0;
    foreign = 0;
    gaps = 0;
    firstNanos = 0;
    lastNanos = 0;
    latencies.reset();
  }

  /** One line, {@code TAG name=value …}; times in milliseconds, the span in seconds. */
  String line(String tag) {
    return String.format(
        Locale.ROOT,
        "%s connected=%d failed=%d closed=%d connect_s=%.3f handshake_p50_ms=%.3f"
            + " handshake_p99_ms=%.3f messages=%d foreign=%d gaps=%d sampled=%d p50_ms=%.3f"
            + " p99_ms=%.3f max_ms=%.3f span_s=%.3f close_codes=%s",
        tag,
        connected,
        failed,
        closed,
        readyNanos / 1e9,
        millis(handshakes, 50),
        millis(handshakes, 99),
        messages,
        foreign,
        gaps,
        latencies.getTotalCount(),
        millis(latencies, 50),
        millis(latencies, 99),
        millis(latencies, 100),
        (lastNanos - firstNanos) / 1e9,
        closeCodes.toString().replace(" ", ""));
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getValueAtPercentile(percentile) / 1_000_000.0;
  }
}
