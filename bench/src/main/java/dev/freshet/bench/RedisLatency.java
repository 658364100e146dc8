package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.publish.Form;
import dev.freshet.tools.load.publish.Publish;
import dev.freshet.tools.load.publish.Publishers;
import dev.freshet.tools.load.publish.Publishing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * From publishing on one node to hearing on another, beside a bare Redis: the same payloads at the
 * same times, by the same publisher, client and clock.
 */
final class RedisLatency {
  private static final int PUBLISHERS = 8;
  private static final int SETTLE_SECONDS = 30;

  /** What carries a publication. */
  private enum Way {
    BARE("PUBLISH → SUBSCRIBE, Redis alone", "bare-{c}"),
    PLAIN("POST → WebSocket, two nodes, no history", "/channels/plain-{c}"),
    KEPT("POST → WebSocket, two nodes, history", "/channels/kept-{c}");

    private final String told;
    private final String path;

    Way(String told, String path) {
      this.told = told;
      this.path = path;
    }
  }

  /** Where a run publishes and hears. */
  record Place(RedisProcess redis, Server publishing, Server hearing) {}

  /** One measurement; latencies in milliseconds, CPU in microseconds a publication. */
  private record Sample(
      Way way,
      int rate,
      double p50,
      double p99,
      double most,
      double late,
      long lost,
      long refused,
      double publishingCpu,
      double hearingCpu,
      double redisCpu) {}

  private final RedisRun.Shape shape;
  private final List<Sample> samples = new ArrayList<>();

  RedisLatency(RedisRun.Shape shape) {
    this.shape = shape;
  }

  /** Measures all once more, in an order that changes from round to round. */
  void round(int number, Place place) throws IOException, InterruptedException {
    List<Way> ways = List.of(Way.values());
    for (Way way : number % 2 == 1 ? ways : ways.reversed()) {
      try (Subscribers subscribers = Subscribers.start(plan(way, place))) {
        subscribers.ready();
        Thread.sleep(500);
        int fastest = shape.rates().stream().mapToInt(rate -> rate).max().orElseThrow();
        publish(way, place, subscribers, fastest, shape.warmup());
        for (int rate : shape.rates()) {
          measure(way, place, subscribers, rate);
        }
      }
    }
  }

  private Subscribers.Plan plan(Way way, Place place) {
    boolean bare = way == Way.BARE;
    return new Subscribers.Plan(
        bare ? place.redis().port() : place.hearing().port(),
        PUBLISHERS,
        PUBLISHERS,
        way.path,
        null,
        bare ? Wire.REDIS : Wire.WEBSOCKET,
        PUBLISHERS,
        0,
        1,
        3600);
  }

  private Publish.Outcome publish(
      Way way, Place place, Subscribers subscribers, int rate, int seconds)
      throws IOException, InterruptedException {
    boolean bare = way == Way.BARE;
    int each = Math.max(1, rate / PUBLISHERS);
    List<Publishing> all =
        IntStream.range(0, PUBLISHERS)
            .mapToObj(i ->
                new Publishing(
                    bare ? place.redis().port() : place.publishing().port(),
                    bare ? Form.redis(way.path) : Form.post(way.path),
                    i,
                    1,
                    each,
                    each * seconds,
                    shape.size()))
            .toList();
    subscribers.reset();
    Publish.Outcome outcome = Publishers.run(all);
    subscribers.await(outcome.sent(), SETTLE_SECONDS);
    return outcome;
  }

  private void measure(Way way, Place place, Subscribers subscribers, int rate)
      throws IOException, InterruptedException {
    Probe redis = new Probe(place.redis().pid());
    final long redisCpu = redis.cpuNanos();
    final long publishingCpu = place.publishing().probe().cpuNanos();
    final long hearingCpu = place.hearing().probe().cpuNanos();
    Publish.Outcome outcome = publish(way, place, subscribers, rate, shape.seconds());
    Counts counts = subscribers.snap();
    double each = 1e3 * outcome.sent();
    Sample sample =
        new Sample(
            way,
            rate,
            counts.number("p50_ms"),
            counts.number("p99_ms"),
            counts.number("max_ms"),
            outcome.lagP99Millis(),
            outcome.sent() - counts.whole("messages") + counts.whole("gaps"),
            outcome.refused(),
            (place.publishing().probe().cpuNanos() - publishingCpu) / each,
            (place.hearing().probe().cpuNanos() - hearingCpu) / each,
            (redis.cpuNanos() - redisCpu) / each);
    samples.add(sample);
    Report.progress(
        String.format(
            Locale.ROOT,
            "%-40s %,6d/s: p50 %.2f p99 %.2f ms, lost %d, refused %d %s",
            way.told,
            rate,
            sample.p50(),
            sample.p99(),
            sample.lost(),
            sample.refused(),
            outcome.firstRefusal()));
  }

  void tell(Report report) {
    report.heading("From one node to another: medians of " + shape.rounds() + " rounds");
    report.say(
        ("%d publishers, each on a connection and a channel of its own, %d bytes a body, %d s a rate."
                + " Latency runs from the time a publication was scheduled for, whenever it was"
                + " written, to the subscriber's read; every delivery is measured. Late is by how"
                + " much the latest publisher missed its times, 99th percentile. CPU is user +"
                + " system time of each process for each publication.")
            .formatted(PUBLISHERS, shape.size(), shape.seconds()));
    report.row(
        "way",
        "publications/s",
        "p50 / p99 / max ms",
        "p50 of the bare",
        "late p99 ms",
        "CPU µs: publishing node",
        "hearing node",
        "Redis",
        "lost",
        "refused");
    report.rule(10);
    for (int rate : shape.rates()) {
      for (Way way : Way.values()) {
        tell(report, way, rate);
      }
    }
  }

  private void tell(Report report, Way way, int rate) {
    List<Sample> all = of(way, rate);
    boolean bare = way == Way.BARE;
    report.row(
        way.told,
        fixed(rate, 0),
        median(all, Sample::p50)
            + " / "
            + median(all, Sample::p99)
            + " / "
            + median(all, Sample::most),
        bare ? "1" : fixed(ratio(all, of(Way.BARE, rate)), 2) + " ×",
        median(all, Sample::late),
        bare ? "–" : median(all, Sample::publishingCpu),
        bare ? "–" : median(all, Sample::hearingCpu),
        median(all, Sample::redisCpu),
        "" + all.stream().mapToLong(Sample::lost).sum(),
        "" + all.stream().mapToLong(Sample::refused).sum());
  }

  private static double ratio(List<Sample> ones, List<Sample> bares) {
    return Report.median(
        IntStream.range(0, ones.size())
            .mapToObj(i -> ones.get(i).p50() / Math.max(0.001, bares.get(i).p50()))
            .toList());
  }

  private static String median(List<Sample> all, ToDoubleFunction<Sample> figure) {
    return fixed(Report.median(all.stream().map(s -> figure.applyAsDouble(s)).toList()), 2);
  }

  private List<Sample> of(Way way, int rate) {
    return samples.stream().filter(s -> s.way() == way && s.rate() == rate).toList();
  }
}
