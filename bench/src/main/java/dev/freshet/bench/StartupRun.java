package dev.freshet.bench;

import static dev.freshet.bench.Report.fixed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From starting {@code ./freshet serve} to the first answered {@code GET /health}. */
final class StartupRun {
  private final Path root;
  private final Path logs;
  private final int runs;

  StartupRun(Path root, Path logs, int runs) {
    this.root = root;
    this.logs = logs;
    this.runs = runs;
  }

  /** Measures with the AOT cache and without, in turns, and writes the table. */
  void tell(Report report) throws IOException, InterruptedException {
    Target with = Target.freshet(root, "", Map.of());
    Target without = Target.freshet(root, "", Map.of("FRESHET_AOT", "off"));
    Server.start(with, logs).close();
    List<Double> withMillis = new ArrayList<>();
    List<Double> withoutMillis = new ArrayList<>();
    List<Double> withRss = new ArrayList<>();
    List<Double> withoutRss = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      once(with, withMillis, withRss);
      once(without, withoutMillis, withoutRss);
    }
    report.heading("Startup: " + runs + " runs each, in turns");
    report.say(
        "From starting the process `./freshet serve` (the launcher's shell included) to the first"
            + " answered `GET /health`, polled each millisecond. The cache was made, and the files"
            + " were in the page cache, before the first run.");
    report.row("AOT cache", "median ms", "least ms", "most ms", "RSS then, MiB");
    report.rule(5);
    row(report, "with", withMillis, withRss);
    row(report, "without", withoutMillis, withoutRss);
  }

  private void once(Target target, List<Double> millis, List<Double> rss)
      throws IOException, InterruptedException {
    try (Server server = Server.start(target, logs)) {
      millis.add(server.startMillis());
      rss.add((double) server.probe().rss());
    }
  }

  private static void row(Report report, String name, List<Double> millis, List<Double> rss) {
    List<Double> sorted = millis.stream().sorted().toList();
    report.row(
        name,
        fixed(Report.median(millis), 0),
        fixed(sorted.getFirst(), 0),
        fixed(sorted.getLast(), 0),
        Report.mebi(Report.median(rss)));
  }
}
