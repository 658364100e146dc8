package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.LoadTool;
import dev.freshet.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares JVM flags and transports by idle bytes, resident memory and CPU a delivery. */
final class FlagsRun {
  private static final int CHANNELS = 1000;
  private static final int IDLE_SECONDS = 2;

  private final Path root;
  private final Path logs;
  private final int connections;
  private final FanoutRun.Shape shape;

  FlagsRun(Path root, Path logs, int connections, FanoutRun.Shape shape) {
    this.root = root;
    this.logs = logs;
    this.connections = connections;
    this.shape = shape;
  }

  /** Measures every combination once a round and writes the table. */
  void tell(Report report) throws IOException, InterruptedException {
    report.heading("JVM flags and transports");
    report.say(
        "Freshet without its AOT cache. Idle: "
            + fixed(connections, 0)
            + " WebSockets with one subscription, after others had come and gone. Fan-out: "
            + fixed(shape.subscribers(), 0)
            + " subscribers of one channel, "
            + shape.size()
            + " bytes, "
            + shape.seconds()
            + " s a rate, medians of "
            + shape.rounds()
            + ".");
    List<String> head = new ArrayList<>();
    head.addAll(List.of("flags", "transport", "live heap B/connection", "RSS before MiB"));
    head.add("RSS with all open MiB");
    shape.rates().forEach(rate -> head.add("µs/delivery at " + rate + "/s"));
    shape.rates().forEach(rate -> head.add("p99 ms at " + rate + "/s"));
    head.add("RSS after fan-out MiB");
    report.row(head.toArray(String[]::new));
    report.rule(head.size());
    for (Map.Entry<String, String> set : flagSets().entrySet()) {
      row(report, set.getKey(), set.getValue(), "epoll");
    }
    row(report, "Serial, compact headers", "-XX:+UseSerialGC", "nio");
    row(report, "Serial, compact headers", "-XX:+UseSerialGC", "io_uring");
  }

  private static Map<String, String> flagSets() {
    Map<String, String> sets = new LinkedHashMap<>();
    for (String collector : List.of("Serial", "Parallel", "G1", "Z")) {
      String flag = "-XX:+Use" + collector + "GC";
      sets.put(collector + ", compact headers", flag + " -XX:+UseCompactObjectHeaders");
      sets.put(collector + ", usual headers", flag + " -XX:-UseCompactObjectHeaders");
    }
    sets.put("Serial, compact headers, small first heap", "-XX:+UseSerialGC -Xms64m");
    return sets;
  }

  private void row(Report report, String name, String flags, String transport)
      throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of("FRESHET_AOT", "off", "FRESHET_SERVER_TRANSPORT", transport);
    Target target = Target.freshet(root, flags, environment);
    Report.progress(String.format(Locale.ROOT, "%s, %s", name, transport));
    // What messages cost is measured by the fan-out.
    var idle =
        new StormBench.Row(name, target, connections, false, List.of("--message-seconds", "1"));
    final Map<String, Object> cost = CostBench.idle(logs, idle, CHANNELS, IDLE_SECONDS);
    FanoutRun fanout = new FanoutRun(logs, shape);
    fanout.measure(List.of(target));
    List<String> cells = new ArrayList<>(List.of(name, transport));
    cells.add(fixed(LoadTool.number(cost, "cost", "heap", "bytes"), 0));
    cells.add(Report.mebi(LoadTool.number(cost, "process", "rss-before")));
    cells.add(Report.mebi(LoadTool.number(cost, "process", "rss-open")));
    for (int rate : shape.rates()) {
      cells.add(fixed(fanout.median("Freshet", rate, FanoutRun.Sample::cpu), 3));
    }
    for (int rate : shape.rates()) {
      cells.add(fixed(fanout.median("Freshet", rate, FanoutRun.Sample::p99), 0));
    }
    cells.add(Report.mebi(fanout.median("Freshet", shape.rates().getLast(), s -> s.rss())));
    report.row(cells.toArray(String[]::new));
  }
}
