package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.Plot;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * CPU per delivery: one channel, many subscribers, Freshet and the peer in turns within one run.
 * Every round starts both servers afresh, in an order that changes from round to round; the ratio
 * is taken within a round, because the machine drifts and ratios of neighbours hold.
 */
final class FanoutRun {
  private static final int SETTLE_SECONDS = 60;
  private static final List<String> COUNTERS =
      List.of(
          "freshet_publications_total",
          "freshet_encodings_total",
          "freshet_drains_total",
          "freshet_drain_slices_total",
          "freshet_deliveries_total");

  private final Path logs;
  private final Shape shape;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * How large a run is.
   *
   * @param channels over which subscribers and publications are spread evenly
   * @param rates publications a second, one measurement each
   * @param size bytes of a body
   * @param warmup seconds of publications at each rate before the first measurement
   */
  record Shape(
      int subscribers,
      int channels,
      List<Integer> rates,
      int seconds,
      int rounds,
      int size,
      int warmup) {

    /** How many hear a publication. */
    int audience() {
      return subscribers / channels;
    }
  }

  /** One measurement: one server at one rate. CPU is in microseconds a delivery. */
  record Sample(
      String target,
      int round,
      int rate,
      double cpu,
      double compilerCpu,
      double clientCpu,
      double delivered,
      double p50,
      double p99,
      double perSecond,
      long gaps,
      long refused,
      long rss,
      Map<String, Double> counters) {}

  FanoutRun(Path logs, Shape shape) {
    this.logs = logs;
    this.shape = shape;
  }

  /** Measures the targets in turns; samples are kept for the tables. */
  void measure(List<Target> targets) throws IOException, InterruptedException {
    for (int round = 1; round <= shape.rounds(); round++) {
      for (Target target : round % 2 == 1 ? targets : targets.reversed()) {
        measure(target, round);
      }
    }
  }

  private void measure(Target target, int round) throws IOException, InterruptedException {
    try (Server server = Server.start(target, logs);
        Subscribers subscribers =
            Subscribers.start(server, shape.subscribers(), shape.channels(), false)) {
      subscribers.ready();
      for (int rate : shape.rates()) {
        if (shape.warmup() > 0) {
          publish(server, subscribers, rate, shape.warmup());
          subscribers.reset();
        }
      }
      for (int rate : shape.rates()) {
        samples.add(measure(server, subscribers, round, rate));
      }
    }
  }

  private Publish.Outcome publish(Server server, Subscribers subscribers, int rate, int seconds)
      throws IOException, InterruptedException {
    Publish.Outcome outcome =
        Publish.run(
            server
                .target()
                .publishing(server.port(), shape.channels(), rate, rate * seconds, shape.size()));
    subscribers.await(outcome.sent() * shape.audience(), SETTLE_SECONDS);
    return outcome;
  }

  private Sample measure(Server server, Subscribers subscribers, int round, int rate)
      throws IOException, InterruptedException {
    subscribers.reset();
    Map<String, Double> before = server.metrics();
    long cpu = server.probe().cpuNanos();
    final long compilerCpu = server.probe().compilerNanos();
    long clientCpu = subscribers.probe().cpuNanos();
    Publish.Outcome outcome = publish(server, subscribers, rate, shape.seconds());
    long cpuSpent = server.probe().cpuNanos() - cpu;
    long compilerSpent = Math.max(0, server.probe().compilerNanos() - compilerCpu);
    long clientSpent = subscribers.probe().cpuNanos() - clientCpu;
    Counts counts = subscribers.snap();
    double heard = Math.max(1, counts.number("messages"));
    Map<String, Double> after = server.metrics();
    after.replaceAll((name, value) -> value - before.getOrDefault(name, 0.0));
    Sample sample =
        new Sample(
            server.target().name(),
            round,
            rate,
            cpuSpent / 1e3 / heard,
            compilerSpent / 1e3 / heard,
            clientSpent / 1e3 / heard,
            100.0 * counts.number("messages") / ((double) outcome.sent() * shape.audience()),
            counts.number("p50_ms"),
            counts.number("p99_ms"),
            heard / Math.max(shape.seconds(), counts.number("span_s")),
            counts.whole("gaps"),
            outcome.refused(),
            server.probe().rss(),
            after);
    progress(sample, outcome);
    return sample;
  }

  private static void progress(Sample sample, Publish.Outcome outcome) {
    Report.progress(
        String.format(
            Locale.ROOT,
            "round %d %-10s %4d/s: %.3f us a delivery, %.2f %% delivered, p50 %.2f p99 %.2f ms,"
                + " publisher late by p99 %.1f ms, refused %d %s",
            sample.round(),
            sample.target(),
            sample.rate(),
            sample.cpu(),
            sample.delivered(),
            sample.p50(),
            sample.p99(),
            outcome.lagP99Millis(),
            outcome.refused(),
            outcome.firstRefusal()));
  }

  /** The median of a figure over the rounds. */
  double median(String target, int rate, ToDoubleFunction<Sample> figure) {
    return Report.median(of(target, rate).stream().map(s -> figure.applyAsDouble(s)).toList());
  }

  private List<Sample> of(String target, int rate) {
    return samples.stream().filter(s -> s.target().equals(target) && s.rate() == rate).toList();
  }

  /** Writes the medians, the ratio round by round, and what Freshet counted. */
  void tell(Report report, List<Target> targets) throws IOException {
    report.heading("Fan-out: medians of " + shape.rounds() + " rounds");
    report.say(
        (shape.channels() == 1 ? "One channel, " : fixed(shape.channels(), 0) + " channels, ")
            + fixed(shape.subscribers(), 0)
            + " subscribers, bodies of "
            + shape.size()
            + " bytes, "
            + shape.seconds()
            + " s a rate, after a warm-up of "
            + shape.warmup()
            + " s at each rate. CPU is user + system time of the server's process, of which the"
            + " JVM's compiler threads took the part in the next column; latency is from the"
            + " scheduled publication, on one subscriber in 64. A rate is kept when all is delivered"
            + " and p99 is at most 500 ms.");
    report.row(
        "server",
        "msg/s",
        "offered deliveries/s",
        "CPU µs/delivery (range)",
        "of it the JIT",
        "delivered %",
        "heard/s",
        "p50 / p99 ms",
        "kept",
        "client µs/delivery",
        "gaps",
        "refused",
        "RSS MiB");
    report.rule(13);
    for (int rate : shape.rates()) {
      for (Target target : targets) {
        tellMedians(report, target.name(), rate);
      }
    }
    tellRatios(report, targets);
    tellCounters(report);
    report.plot(plot(targets));
  }

  private Plot plot(List<Target> targets) {
    var plot = new Plot("CPU of the server for a delivery", "microseconds");
    for (int rate : shape.rates()) {
      plot.group(
          fixed(rate, 0) + " messages a second to " + fixed(shape.audience(), 0) + " subscribers");
      for (Target target : targets) {
        double cpu = median(target.name(), rate, Sample::cpu);
        double delivered = median(target.name(), rate, Sample::delivered);
        String lost = delivered < 99.99 ? ", " + fixed(delivered, 0) + " % delivered" : "";
        plot.bar(target.name(), cpu, fixed(cpu, 2) + lost);
      }
    }
    return plot;
  }

  private void tellRatios(Report report, List<Target> targets) {
    if (targets.getFirst().freshet()) {
      for (Target peer : targets.subList(1, targets.size())) {
        tellRatios(report, targets.getFirst().name(), peer.name());
      }
    }
  }

  private void tellMedians(Report report, String target, int rate) {
    List<Sample> all = of(target, rate);
    double delivered = median(target, rate, Sample::delivered);
    double p99 = median(target, rate, Sample::p99);
    report.row(
        target,
        "" + rate,
        fixed((double) rate * shape.audience(), 0),
        fixed(median(target, rate, Sample::cpu), 3)
            + " ("
            + fixed(all.stream().mapToDouble(Sample::cpu).min().orElse(0), 3)
            + "–"
            + fixed(all.stream().mapToDouble(Sample::cpu).max().orElse(0), 3)
            + ")",
        fixed(median(target, rate, Sample::compilerCpu), 3),
        fixed(delivered, 2),
        fixed(median(target, rate, Sample::perSecond), 0),
        millis(median(target, rate, Sample::p50)) + " / " + millis(p99),
        delivered >= 100 && p99 <= 500 ? "yes" : "no",
        fixed(median(target, rate, Sample::clientCpu), 3),
        "" + all.stream().mapToLong(Sample::gaps).sum(),
        "" + all.stream().mapToLong(Sample::refused).sum(),
        Report.mebi(median(target, rate, s -> s.rss())));
  }

  private static String millis(double value) {
    return fixed(value, value < 10 ? 3 : 0);
  }

  private void tellRatios(Report report, String one, String other) {
    report.heading("CPU per delivery, " + one + " / " + other + ", round by round");
    report.row("msg/s", "ratios", "median", "median without the JIT");
    report.rule(4);
    for (int rate : shape.rates()) {
      List<Double> ratios = ratios(one, other, rate, Sample::cpu);
      List<Double> warm = ratios(one, other, rate, s -> s.cpu() - s.compilerCpu());
      String listed = String.join(", ", ratios.stream().map(r -> fixed(r, 3)).toList());
      report.row("" + rate, listed, fixed(Report.median(ratios), 3), fixed(Report.median(warm), 3));
    }
  }

  private List<Double> ratios(String one, String other, int rate, ToDoubleFunction<Sample> figure) {
    List<Sample> ones = of(one, rate);
    List<Sample> others = of(other, rate);
    return IntStream.range(0, ones.size())
        .mapToObj(i -> figure.applyAsDouble(ones.get(i)) / figure.applyAsDouble(others.get(i)))
        .toList();
  }

  private void tellCounters(Report report) {
    report.heading("What Freshet counted");
    report.row(
        "msg/s",
        "publications",
        "encodings a publication",
        "publications a drain",
        "slices a drain",
        "deliveries");
    report.rule(6);
    for (int rate : shape.rates()) {
      if (of("Freshet", rate).isEmpty()) {
        continue;
      }
      List<Double> sums =
          COUNTERS.stream()
              .map(name ->
                  of("Freshet", rate).stream()
                      .mapToDouble(s -> s.counters().getOrDefault(name, 0.0))
                      .sum())
              .toList();
      report.row(
          "" + rate,
          fixed(sums.get(0), 0),
          fixed(sums.get(1) / sums.get(0), 3),
          fixed(sums.get(0) / sums.get(2), 2),
          fixed(sums.get(3) / sums.get(2), 2),
          fixed(sums.get(4), 0));
    }
  }
}
