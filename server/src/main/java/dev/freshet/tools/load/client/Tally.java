package dev.freshet.tools.load.client;

import dev.freshet.tools.load.frame.Histograms;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What one process has counted; used by its one thread. Times inside are nanoseconds. */
final class Tally {
  private static final int MAX_FAULTS_TOLD = 5;

  private final PrintStream faults;
  private final Histogram handshakes = Histograms.make();
  private final Histogram services = Histograms.make();
  private final Histogram latencies = Histograms.make();
  private final Histogram interval = Histograms.make();
  private final Map<Integer, Integer> closeCodes = new TreeMap<>();
  private final Map<Integer, Integer> refused = new TreeMap<>();
  private int open;
  private int failed;
  private int closed;
  private int faultsTold;
  private long attempts;
  private long opened;
  private long givenUp;
  private long cut;
  private int dropped;
  private int back;
  private long messages;
  private long foreign;
  private long gaps;
  private long firstNanos;
  private long lastNanos;
  private long readyNanos;

  /** Faults are told there, the first few. */
  Tally(PrintStream faults) {
    this.faults = faults;
  }

  void attempt() {
    attempts++;
  }

  /**
   * A connection is usable.
   *
   * @param sinceDue from when it was to begin, which is what a client waited
   * @param sinceBegun from when it began
   */
  void opened(long sinceDue, long sinceBegun) {
    open++;
    opened++;
    handshakes.recordValue(Math.max(0, sinceDue));
    services.recordValue(Math.max(0, sinceBegun));
  }

  /** An attempt was answered, but not as hoped. */
  void refused(int status) {
    refused.merge(status, 1, Integer::sum);
  }

  /** The client would not wait longer. */
  void givenUp() {
    givenUp++;
  }

  /** An attempt ended without an answer. */
  void cut() {
    cut++;
  }

  /** A connection will never be. */
  void failed() {
    failed++;
  }

  /** An open connection ended. */
  void closed() {
    open--;
    closed++;
  }

  /** A connection that was open when the storm began was lost, the first time since. */
  void dropped() {
    dropped++;
  }

  /** Such a connection is back, or lost again. */
  void back(int difference) {
    back += difference;
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
    interval.recordValue(Math.max(0, nanos));
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

  /** Connections that are open, or that nothing more will be done about. */
  int settled(Retry retry) {
    return open + failed + (retry == Retry.NONE ? closed : 0);
  }

  /** Tells the first few faults; the counts tell the rest. */
  void fault(String where, Throwable why) {
    if (faultsTold++ < MAX_FAULTS_TOLD) {
      faults.println("load: " + where + ": " + why);
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
    interval.reset();
  }

  /** Forgets attempts and what became of them: a storm begins. */
  void storm() {
    handshakes.reset();
    services.reset();
    refused.clear();
    closeCodes.clear();
    attempts = 0;
    opened = 0;
    givenUp = 0;
    cut = 0;
    closed = 0;
    dropped = 0;
    back = 0;
  }

  /** One line, {@code TAG name=value …}; times in milliseconds, the span in seconds. */
  String line(String tag) {
    return String.format(
            Locale.ROOT,
            "%s connected=%d failed=%d closed=%d connect_s=%.3f handshake_p50_ms=%.3f"
                + " handshake_p99_ms=%.3f messages=%d foreign=%d gaps=%d sampled=%d p50_ms=%.3f"
                + " p99_ms=%.3f max_ms=%.3f span_s=%.3f close_codes=%s",
            tag,
            open,
            failed,
            closed,
            readyNanos / 1e9,
            Histograms.millis(handshakes, 50),
            Histograms.millis(handshakes, 99),
            messages,
            foreign,
            gaps,
            latencies.getTotalCount(),
            Histograms.millis(latencies, 50),
            Histograms.millis(latencies, 99),
            Histograms.millis(latencies, 100),
            (lastNanos - firstNanos) / 1e9,
            map(closeCodes))
        + counts();
  }

  private String counts() {
    int answers = refused.values().stream().mapToInt(count -> count).sum();
    return " attempts="
        + attempts
        + " opened="
        + opened
        + " refused="
        + answers
        + " given_up="
        + givenUp
        + " cut="
        + cut
        + " dropped="
        + dropped
        + " back="
        + back;
  }

  /** A short line: counts, and the latencies since the last of these. */
  String tick() {
    String line =
        "TICK connected="
            + open
            + " failed="
            + failed
            + " messages="
            + messages
            + counts()
            + " interval="
            + (interval.getTotalCount() == 0 ? "" : Histograms.encode(interval));
    interval.reset();
    return line;
  }

  /** A line with all histograms; {@code returns} is since the beginning of the storm. */
  String full(Histogram returns) {
    return line("FULL")
        + " statuses="
        + map(refused)
        + " handshakes="
        + Histograms.encode(handshakes)
        + " services="
        + Histograms.encode(services)
        + " latencies="
        + Histograms.encode(latencies)
        + " returns="
        + Histograms.encode(returns);
  }

  /** {@code {503=2,429=1}}, without spaces. */
  private static String map(Map<Integer, Integer> counts) {
    return counts.toString().replace(" ", "");
  }
}
