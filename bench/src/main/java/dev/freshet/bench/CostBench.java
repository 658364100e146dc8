package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.LoadTool;
import dev.freshet.bench.report.Plot;
import dev.freshet.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What an idle connection costs, part by part, and what it does to the CPU, on fresh servers:
 * Freshet over its wires and peers. {@code freshet load idle} does it.
 */
final class CostBench {
  private final Path logs;
  private final int channels;
  private final int idleSeconds;
  private final List<Outcome> outcomes = new ArrayList<>();

  private record Outcome(StormBench.Row row, Map<String, Object> report) {}

  CostBench(Path logs, int channels, int idleSeconds) {
    this.logs = logs;
    this.channels = channels;
    this.idleSeconds = idleSeconds;
  }

  /** Measures one row with a fresh server. */
  void measure(StormBench.Row row) throws IOException, InterruptedException {
    var outcome = new Outcome(row, idle(logs, row, channels, idleSeconds));
    outcomes.add(outcome);
    Report.progress(
        String.format(
            Locale.ROOT,
            "%s: RSS %.0f B a connection, live heap %.0f B",
            row.name(),
            number(outcome, "cost", "rss"),
            number(outcome, "cost", "heap", "bytes")));
  }

  /** What {@code freshet load idle} says of a fresh server. */
  static Map<String, Object> idle(Path logs, StormBench.Row row, int channels, int idleSeconds)
      throws IOException, InterruptedException {
    try (Server server = Server.start(row.target(), logs)) {
      String scheme = row.tls() ? "https" : "http";
      List<String> arguments =
          new ArrayList<>(List.of("idle", "--url", scheme + "://127.0.0.1:" + server.port()));
      arguments.addAll(List.of("--connections", "" + row.connections()));
      arguments.addAll(List.of("--channels", "" + channels, "--idle-seconds", "" + idleSeconds));
      arguments.addAll(row.arguments());
      return LoadTool.run(logs, arguments);
    }
  }

  private static double number(Outcome outcome, String... path) {
    return LoadTool.number(outcome.report(), path);
  }

  /** Writes the parts of each row, and a plot. */
  void tell(Report report) throws IOException {
    report.heading("The cost of a connection");
    report.say(
        "Bytes a connection of one subscription, over "
            + fixed(channels, 0)
            + " channels, on a fresh server after 2,000 connections had come and gone and each had heard"
            + " one message. RSS is of the server's process, less what it was with nobody connected; live"
            + " heap is what is left after a full collection. The kernel's share is half of what its"
            + " caches grew by, since both ends are on this machine. Idle CPU is of one core, heartbeats"
            + " included, over "
            + idleSeconds
            + " s.");
    report.row(
        "server",
        "connections",
        "RSS B",
        "PSS B",
        "live heap B",
        "of it socket / session / subscription / TLS",
        "native and slack B",
        "kernel B",
        "client's RSS B",
        "idle CPU % of a core",
        "CPU µs a message out");
    report.rule(11);
    outcomes.forEach(outcome -> tell(report, outcome));
    outcomes.forEach(outcome -> tellClasses(report, outcome));
    report.plot(plot());
  }

  private static void tellClasses(Report report, Outcome outcome) {
    Map<String, Object> heap = LoadTool.part(LoadTool.part(outcome.report(), "cost"), "heap");
    Map<String, Object> classes = LoadTool.part(heap, "classes");
    if (classes.isEmpty()) {
      return;
    }
    report.heading("Where the heap goes: " + outcome.row().name());
    report.row("class", "bytes a connection");
    report.rule(2);
    classes.forEach((name, bytes) -> report.row("`" + name + "`", bytes.toString()));
  }

  private static void tell(Report report, Outcome o) {
    report.row(
        o.row().name(),
        Report.whole(o.row().connections()),
        whole(number(o, "cost", "rss")),
        whole(number(o, "cost", "pss")),
        whole(number(o, "cost", "heap", "bytes")),
        part(o, "socket")
            + " / "
            + part(o, "session")
            + " / "
            + part(o, "subscription")
            + " / "
            + part(o, "tls"),
        whole(number(o, "cost", "native-and-slack")),
        whole(number(o, "cost", "kernel", "bytes")),
        whole(number(o, "client", "rss")),
        known(100 * number(o, "idle", "server-cores"), 2),
        known(number(o, "messages", "cpu-us-per-message-out"), 1));
  }

  private static String part(Outcome outcome, String name) {
    return whole(number(outcome, "cost", "heap", "parts", name));
  }

  private static String whole(double value) {
    return known(value, 0);
  }

  private static String known(double value, int digits) {
    return Double.isFinite(value) ? fixed(value, digits) : "–";
  }

  private Plot plot() {
    var plot = new Plot("Memory of an idle connection", "resident bytes a connection");
    plot.group("");
    add(plot, o -> number(o, "cost", "rss"));
    return plot;
  }

  private void add(Plot plot, ToDoubleFunction<Outcome> figure) {
    for (Outcome outcome : outcomes) {
      double value = figure.applyAsDouble(outcome);
      plot.bar(outcome.row().name(), value, known(value, 0));
    }
  }
}
