package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.publish.ClosedLoop;
import dev.freshet.tools.load.publish.Requests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What publishing over HTTP costs: the plain interface and the signed one of Pusher's libraries,
 * beside a server that only speaks HTTP and is sent the same bytes. Every round starts each server
 * afresh; ratios are taken within a round.
 */
final class HttpPublishRun {
  /** What is asked of which server. */
  private enum Work {
    BARE("bare HTTP, the signed request", true),
    PLAIN("POST /channels/{name}", false),
    SIGNED("POST /apps/{id}/events", true);

    private final String told;
    private final boolean signed;

    Work(String told, boolean signed) {
      this.told = told;
      this.signed = signed;
    }
  }

  /**
   * How large a run is.
   *
   * @param connections kept alive, with one request under way on each
   * @param size bytes of a message
   * @param warmup seconds before each measurement
   */
  record Shape(int connections, int seconds, int rounds, int size, int warmup) {}

  /** One measurement; CPU in microseconds a request. */
  private record Sample(
      Work work,
      double perSecond,
      double cpu,
      double compilerCpu,
      double clientCpu,
      double p50,
      double p99,
      long refused) {}

  private final Path logs;
  private final Target freshet;
  private final Target bare;
  private final Shape shape;
  private final List<Sample> samples = new ArrayList<>();

  HttpPublishRun(Path logs, Target freshet, Target bare, Shape shape) {
    this.logs = logs;
    this.freshet = freshet;
    this.bare = bare;
    this.shape = shape;
  }

  /** Measures all once more, in an order that changes from round to round. */
  void round(int number) throws IOException, InterruptedException {
    List<Work> works = List.of(Work.values());
    for (Work work : number % 2 == 1 ? works : works.reversed()) {
      try (Server server = Server.start(work == Work.BARE ? bare : freshet, logs)) {
        samples.add(measure(server, work));
      }
    }
  }

  private Sample measure(Server server, Work work) throws IOException {
    int port = server.port();
    byte[] request =
        work.signed ? Requests.signed(port, shape.size()) : Requests.plain(port, shape.size());
    try (var loop = new ClosedLoop(port, shape.connections(), request)) {
      loop.run(shape.warmup());
      var client = new Probe(ProcessHandle.current().pid());
      long cpu = server.probe().cpuNanos();
      final long compilerCpu = server.probe().compilerNanos();
      long clientCpu = client.cpuNanos();
      ClosedLoop.Outcome outcome = loop.run(shape.seconds());
      double each = 1e3 * outcome.answered();
      Sample sample =
          new Sample(
              work,
              outcome.answered() / outcome.seconds(),
              (server.probe().cpuNanos() - cpu) / each,
              Math.max(0, server.probe().compilerNanos() - compilerCpu) / each,
              (client.cpuNanos() - clientCpu) / each,
              outcome.p50Micros(),
              outcome.p99Micros(),
              outcome.refused());
      progress(sample, outcome);
      return sample;
    }
  }

  private static void progress(Sample sample, ClosedLoop.Outcome outcome) {
    Report.progress(
        String.format(
            Locale.ROOT,
            "%-30s %,8.0f/s, %.1f us of CPU a request, p50 %.0f p99 %.0f us, refused %d %s",
            sample.work().told,
            sample.perSecond(),
            sample.cpu(),
            sample.p50(),
            sample.p99(),
            sample.refused(),
            outcome.firstRefusal()));
  }

  void tell(Report report) {
    report.heading("Publishing over HTTP: medians of " + shape.rounds() + " rounds");
    report.say(
        "%d connections that are kept alive, one request under way on each, messages of %d bytes to a channel that nobody hears, %d s after a warm-up of %d s, a fresh server each. CPU is user + system time of the server's process, of which the JVM's compiler threads took the part in the next column; the client is one thread on the same machine, so that requests a second are what is left of it."
            .formatted(shape.connections(), shape.size(), shape.seconds(), shape.warmup()));
    report.row(
        "request",
        "requests/s",
        "CPU µs/request",
        "of it the JIT",
        "client µs/request",
        "p50 / p99 µs",
        "refused");
    report.rule(7);
    for (Work work : Work.values()) {
      tellMedians(report, work);
    }
    report.heading("CPU a request as a ratio to bare HTTP, round by round");
    report.row("request", "ratios", "median");
    report.rule(3);
    for (Work work : List.of(Work.PLAIN, Work.SIGNED)) {
      List<Double> ratios = ratios(work);
      report.row(
          work.told,
          String.join(", ", ratios.stream().map(ratio -> fixed(ratio, 2)).toList()),
          fixed(Report.median(ratios), 2));
    }
  }

  private void tellMedians(Report report, Work work) {
    List<Sample> all = of(work);
    report.row(
        work.told,
        fixed(Report.median(all.stream().map(Sample::perSecond).toList()), 0),
        fixed(Report.median(all.stream().map(Sample::cpu).toList()), 1),
        fixed(Report.median(all.stream().map(Sample::compilerCpu).toList()), 1),
        fixed(Report.median(all.stream().map(Sample::clientCpu).toList()), 1),
        fixed(Report.median(all.stream().map(Sample::p50).toList()), 0)
            + " / "
            + fixed(Report.median(all.stream().map(Sample::p99).toList()), 0),
        "" + all.stream().mapToLong(Sample::refused).sum());
  }

  private List<Double> ratios(Work work) {
    List<Sample> ones = of(work);
    List<Sample> bares = of(Work.BARE);
    return IntStream.range(0, ones.size())
        .mapToObj(i -> ones.get(i).cpu() / bares.get(i).cpu())
        .toList();
  }

  private List<Sample> of(Work work) {
    return samples.stream().filter(sample -> sample.work() == work).toList();
  }
}
