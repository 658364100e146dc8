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

/**
 * Storms: every connection of a fresh server is dropped at once and comes back, several times.
 * Freshet in different weather, and peers in the plainest. {@code freshet load storm} does it.
 */
final class StormBench {
  private final Path logs;
  private final int storms;
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * One weather for one server.
   *
   * @param name what it is called in the tables
   * @param connections how many are dropped
   * @param tls whether the server speaks it
   * @param arguments of {@code freshet load storm}, beside its address and its connections
   */
  record Row(String name, Target target, int connections, boolean tls, List<String> arguments) {

    /** A server that cannot be measured must not cost what was measured of the others. */
    void tried(Report report, Measuring measuring) throws InterruptedException {
      try {
        measuring.run();
      } catch (IOException e) {
        Report.progress(name + ": " + e.getMessage());
        report.row(name, "not measured: it failed");
      }
    }
  }

  /** Measures one row. */
  interface Measuring {
    void run() throws IOException, InterruptedException;
  }

  private record Outcome(Row row, Map<String, Object> report) {}

  StormBench(Path logs, int storms) {
    this.logs = logs;
    this.storms = storms;
  }

  /** Measures one row with a fresh server. */
  void measure(Row row) throws IOException, InterruptedException {
    try (Server server = Server.start(row.target(), logs)) {
      List<String> arguments = new ArrayList<>(List.of("storm"));
      String scheme = row.tls() ? "https" : "http";
      arguments.addAll(List.of("--url", scheme + "://127.0.0.1:" + server.port()));
      arguments.addAll(List.of("--connections", "" + row.connections(), "--storms", "" + storms));
      // As in the first storm of a start: whoever is there connects.
      arguments.addAll(List.of("--ramp", "0", "--in-flight", "500"));
      arguments.addAll(row.arguments());
      var outcome = new Outcome(row, LoadTool.run(logs, arguments));
      outcomes.add(outcome);
      Report.progress(
          String.format(
              Locale.ROOT,
              "%s: %.0f us a handshake cold, %.0f in the last storm, all back after %.2f s",
              row.name(),
              LoadTool.number(outcome.report(), "connect", "cpu-us-per-handshake"),
              LoadTool.number(last(outcome), "cpu-us-per-handshake"),
              LoadTool.number(last(outcome), "seconds-to-100")));
    }
  }

  private static List<Map<String, Object>> all(Outcome outcome) {
    return LoadTool.parts(outcome.report(), "storms");
  }

  private static Map<String, Object> last(Outcome outcome) {
    return all(outcome).getLast();
  }

  /** Writes what all rows have, then what a hot channel felt. */
  void tell(Report report) throws IOException {
    report.heading("Storms");
    report.say(
        "Connections of one subscription each, 15 to a channel, on a fresh server. First all connect,"
            + " 500 handshakes under way at once; then all are reset at the same moment and come back"
            + " at a random time within half a second, "
            + storms
            + " times. A handshake is from the connect until the connection is usable, and is counted"
            + " from when it was due; CPU is the server's user + system time.");
    report.row(
        "server",
        "connections",
        "CPU µs/handshake cold",
        "in storms 1 to " + storms,
        "s to 50 / 99 / 100 % back, last storm",
        "handshake p50 / p99 ms, last storm",
        "refused",
        "given up or cut",
        "listen overflows",
        "back");
    report.rule(10);
    outcomes.forEach(outcome -> tell(report, outcome));
    tellHot(report);
    report.plot(plot());
  }

  private Plot plot() {
    int most = outcomes.stream().mapToInt(each -> each.row().connections()).max().orElse(0);
    var plot =
        new Plot(
            Report.whole(most) + " connections dropped at once",
            storms + (storms == 1 ? " storm" : " storms") + " of a fresh server");
    plot.group("seconds until all are back, last storm");
    for (Outcome outcome : outcomes) {
      double seconds = LoadTool.number(last(outcome), "seconds-to-100");
      plot.bar(outcome.row().name(), seconds, fixed(seconds, 2) + " s");
    }
    plot.group("CPU of the server for a handshake, last storm");
    for (Outcome outcome : outcomes) {
      double cpu = LoadTool.number(last(outcome), "cpu-us-per-handshake");
      plot.bar(outcome.row().name(), cpu, fixed(cpu, 0) + " µs");
    }
    return plot;
  }

  private static void tell(Report report, Outcome outcome) {
    List<Map<String, Object>> all = all(outcome);
    Map<String, Object> last = all.getLast();
    report.row(
        outcome.row().name(),
        Report.whole(outcome.row().connections()),
        fixed(LoadTool.number(outcome.report(), "connect", "cpu-us-per-handshake"), 0),
        String.join(
            ", ",
            all.stream().map(s -> fixed(LoadTool.number(s, "cpu-us-per-handshake"), 0)).toList()),
        fixed(LoadTool.number(last, "seconds-to-50"), 2)
            + " / "
            + fixed(LoadTool.number(last, "seconds-to-99"), 2)
            + " / "
            + fixed(LoadTool.number(last, "seconds-to-100"), 2),
        fixed(LoadTool.number(last, "handshake-ms", "p50"), 0)
            + " / "
            + fixed(LoadTool.number(last, "handshake-ms", "p99"), 0),
        fixed(all.stream().mapToDouble(s -> LoadTool.number(s, "refused")).sum(), 0),
        fixed(
            all.stream()
                .mapToDouble(s ->
                    LoadTool.number(s, "wasted", "given-up") + LoadTool.number(s, "wasted", "cut"))
                .sum(),
            0),
        fixed(all.stream().mapToDouble(s -> LoadTool.number(s, "listen-overflows")).sum(), 0),
        fixed(all.stream().mapToDouble(s -> LoadTool.number(s, "back")).sum(), 0)
            + " of "
            + fixed(all.stream().mapToDouble(s -> LoadTool.number(s, "dropped")).sum(), 0));
  }

  private void tellHot(Report report) {
    List<Outcome> hot =
        outcomes.stream().filter(o -> !LoadTool.part(last(o), "hot").isEmpty()).toList();
    if (hot.isEmpty()) {
      return;
    }
    report.heading("What subscribers of the hot channel felt");
    report.row("server", "storm", "p50 / p99 ms before", "during", "after", "gaps");
    report.rule(6);
    for (Outcome outcome : hot) {
      for (Map<String, Object> storm : all(outcome)) {
        Map<String, Object> felt = LoadTool.part(storm, "hot");
        report.row(
            outcome.row().name(),
            fixed(LoadTool.number(storm, "number"), 0),
            latency(felt, "before-ms"),
            latency(felt, "during-ms"),
            latency(felt, "after-ms"),
            fixed(LoadTool.number(felt, "gaps"), 0));
      }
    }
  }

  private static String latency(Map<String, Object> felt, String when) {
    return fixed(LoadTool.number(felt, when, "p50"), 1)
        + " / "
        + fixed(LoadTool.number(felt, when, "p99"), 1);
  }
}
