package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.Report;
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

  /** One start: wall clock and CPU time to the first answer, and resident bytes then. */
  private record Probed(double millis, double cpuMillis, double rss) {}

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
    List<Probed> withProbed = new ArrayList<>();
    List<Probed> withoutProbed = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      withProbed.add(once(with));
      withoutProbed.add(once(without));
    }
    report.heading("Startup: " + runs + " runs each, in turns");
    report.say(
        "From starting the process `./freshet serve` (the launcher's shell included) to the first"
            + " answered `GET /health`, polled each millisecond. The cache was made, and the files"
            + " were in the page cache, before the first run.");
    report.row("AOT cache", "median ms", "least ms", "most ms", "CPU ms then", "RSS then, MiB");
    report.rule(6);
    row(report, "with", withProbed);
    row(report, "without", withoutProbed);
  }

  private Probed once(Target target) throws IOException, InterruptedException {
    try (Server server = Server.start(target, logs)) {
      double cpu = server.probe().cpuNanos() / 1e6;
      return new Probed(server.startMillis(), cpu, server.probe().rss());
    }
  }

  private static void row(Report report, String name, List<Probed> probed) {
    List<Double> millis = probed.stream().map(Probed::millis).sorted().toList();
    report.row(
        name,
        fixed(Report.median(millis), 0),
        fixed(millis.getFirst(), 0),
        fixed(millis.getLast(), 0),
        fixed(Report.median(probed.stream().map(Probed::cpuMillis).toList()), 0),
        Report.mebi(Report.median(probed.stream().map(Probed::rss).toList())));
  }
}
