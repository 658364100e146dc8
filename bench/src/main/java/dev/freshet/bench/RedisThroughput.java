package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.redis.EngineLoop;
import dev.freshet.bench.redis.RedisBenchmark;
import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.bench.report.Report;
import dev.freshet.model.ChannelName;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.publish.ClosedLoop;
import dev.freshet.tools.load.publish.Requests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How many publications a second: through a node over HTTP, through its engine alone, and what
 * {@code redis-benchmark} does with the same commands on the same server.
 */
final class RedisThroughput {
  /** As many publications are under way as with redis-benchmark's 50 clients and its pipeline. */
  private static final int CLIENTS = 50;

  private static final String MEMORY = "POST, node in memory";
  private static final String NODE = "POST, node on Redis";
  private static final String ENGINE = "the engine alone";
  private static final String BARE = "redis-benchmark";

  /** One measurement; CPU in microseconds a publication, latencies in milliseconds. */
  private record Sample(
      String what,
      boolean kept,
      int underWay,
      double perSecond,
      double cpu,
      double redisCpu,
      double commands,
      double p50,
      double p99,
      long refused) {}

  private final RedisRun.Shape shape;
  private final Path logs;
  private final List<Sample> samples = new ArrayList<>();

  RedisThroughput(RedisRun.Shape shape, Path logs) {
    this.shape = shape;
    this.logs = logs;
  }

  /** What one node does over HTTP, without history and with. */
  void overHttp(int round, Server node, RedisProcess redis, boolean shared) throws IOException {
    for (boolean kept : List.of(round % 2 == 0, round % 2 == 1)) {
      String channel = kept ? "kept-bench" : "plain-bench";
      byte[] request = Requests.plain(node.port(), channel, shape.size());
      try (var loop = new ClosedLoop(node.port(), shape.connections(), request)) {
        loop.run(shape.warmup());
        final long commands = redis.processed();
        final long redisCpu = new Probe(redis.pid()).cpuNanos();
        final long cpu = node.probe().cpuNanos();
        ClosedLoop.Outcome outcome = loop.run(shape.seconds());
        double each = outcome.answered();
        add(
            new Sample(
                shared ? NODE : MEMORY,
                kept,
                shape.connections(),
                outcome.answered() / outcome.seconds(),
                (node.probe().cpuNanos() - cpu) / each / 1e3,
                (new Probe(redis.pid()).cpuNanos() - redisCpu) / each / 1e3,
                (redis.processed() - commands) / each,
                outcome.p50Micros() / 1e3,
                outcome.p99Micros() / 1e3,
                outcome.refused()),
            outcome.firstRefusal());
      }
    }
  }

  /** What the engine does without HTTP, then redis-benchmark, with as many under way each. */
  void bare(RedisProcess redis) throws IOException, InterruptedException {
    for (boolean kept : List.of(false, true)) {
      for (int pipeline : shape.pipelines()) {
        add(engine(redis, kept, CLIENTS * pipeline), "");
        add(benchmark(redis, kept, pipeline), "");
      }
    }
  }

  private Sample engine(RedisProcess redis, boolean kept, int window)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Target.java()));
    command.addAll(Target.PEER_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EngineLoop.class.getName(), "--port", "" + redis.port()));
    command.addAll(List.of("--pid", "" + redis.pid(), "--history", kept ? "100" : "0"));
    command.addAll(List.of("--window", "" + window, "--size", "" + shape.size()));
    command.addAll(List.of("--warmup", "" + shape.warmup(), "--seconds", "" + shape.seconds()));
    final long commands = redis.processed();
    Process process =
        new ProcessBuilder(command).redirectError(logs.resolve("engine.log").toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    Map<String, String> values = new HashMap<>();
    Arrays.stream(printed.strip().split("\\s+", -1))
        .map(part -> part.split("=", -1))
        .filter(part -> part.length == 2)
        .forEach(part -> values.put(part[0], part[1]));
    var told = new Counts(values);
    if (process.waitFor() != 0 || told.whole("published") == 0) {
      throw new IOException("the engine published nothing: " + printed);
    }
    double each = told.number("published") * 1e3;
    return new Sample(
        ENGINE,
        kept,
        window,
        told.number("published") / told.number("seconds"),
        told.number("cpu_ns") / each,
        told.number("redis_cpu_ns") / each,
        (redis.processed() - commands) / told.number("all"),
        told.number("p50_us") / 1e3,
        told.number("p99_us") / 1e3,
        told.whole("failed"));
  }

  private Sample benchmark(RedisProcess redis, boolean kept, int pipeline)
      throws IOException, InterruptedException {
    var benchmark = new RedisBenchmark(redis, new ChannelName("1", "bench"), shape.size());
    int count = shape.requests();
    RedisBenchmark.Outcome outcome =
        kept ? benchmark.kept(pipeline, count) : benchmark.plain(pipeline, count);
    return new Sample(
        BARE,
        kept,
        CLIENTS * pipeline,
        outcome.perSecond(),
        Double.NaN,
        outcome.cpuNanos() / 1e3 / count,
        outcome.commands() / (double) count,
        outcome.p50Millis(),
        outcome.p99Millis(),
        0);
  }

  private void add(Sample sample, String firstRefusal) {
    samples.add(sample);
    Report.progress(
        String.format(
            Locale.ROOT,
            "%-20s %-10s %,5d under way: %,8.0f/s, Redis %.1f us, refused %d %s",
            sample.what(),
            sample.kept() ? "history" : "no history",
            sample.underWay(),
            sample.perSecond(),
            sample.redisCpu(),
            sample.refused(),
            firstRefusal));
  }

  void tell(Report report) {
    report.heading("Publications a second: medians of " + shape.rounds() + " rounds");
    report.say(
        ("Bodies of %d bytes to one channel that nobody hears, %d s after a warm-up of %d s. Over HTTP"
                + " %d connections are kept alive with one request under way on each; the engine"
                + " alone is called from two threads; redis-benchmark has %d clients with a pipeline"
                + " each, so that as many commands are under way, and makes %,d requests; the engine"
                + " has few connections, and whatever waits for one is one write. redis-benchmark sends what"
                + " a node sends: PUBLISH, or EVALSHA of the same script with its keys and arguments, the"
                + " record as so many letters. All share the cores of the machine, the load generator as"
                + " well. Commands are what Redis ran for each publication: a script, and each command"
                + " in it.")
            .formatted(
                shape.size(),
                shape.seconds(),
                shape.warmup(),
                shape.connections(),
                CLIENTS,
                shape.requests()));
    report.row(
        "what",
        "history",
        "under way",
        "publications/s",
        "CPU µs of the node",
        "CPU µs of Redis",
        "commands",
        "p50 / p99 ms",
        "refused");
    report.rule(9);
    for (boolean kept : List.of(false, true)) {
      tell(report, MEMORY, kept, shape.connections());
      tell(report, NODE, kept, shape.connections());
      for (int pipeline : shape.pipelines()) {
        tell(report, ENGINE, kept, CLIENTS * pipeline);
        tell(report, BARE, kept, CLIENTS * pipeline);
      }
    }
  }

  private void tell(Report report, String what, boolean kept, int underWay) {
    List<Sample> all =
        samples.stream()
            .filter(s -> s.what().equals(what) && s.kept() == kept && s.underWay() == underWay)
            .toList();
    report.row(
        what,
        kept ? "yes" : "no",
        fixed(underWay, 0),
        median(all, Sample::perSecond, 0),
        what.equals(BARE) ? "–" : median(all, Sample::cpu, 1),
        what.equals(MEMORY) ? "–" : median(all, Sample::redisCpu, 1),
        what.equals(MEMORY) ? "–" : median(all, Sample::commands, 2),
        median(all, Sample::p50, 2) + " / " + median(all, Sample::p99, 2),
        "" + all.stream().mapToLong(Sample::refused).sum());
  }

  private static String median(List<Sample> all, ToDoubleFunction<Sample> figure, int digits) {
    return fixed(Report.median(all.stream().map(s -> figure.applyAsDouble(s)).toList()), digits);
  }
}
