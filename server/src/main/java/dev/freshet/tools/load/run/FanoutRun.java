package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** What a delivery costs and how long it takes, at one rate after the other. */
public final class FanoutRun {
  private static final double SETTLE_SECONDS = 60;
  private static final double KEPT_P99_MILLIS = 500;

  private final Plan plan;
  private final Course course;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * A measurement.
   *
   * @param clients who hears
   * @param rates publications a second over all channels, one measurement each
   * @param seconds of each
   * @param warmup seconds of each rate before the first measurement
   * @param size bytes of a body
   * @param publishers at most so many publish at once
   */
  public record Plan(
      Aim aim,
      OptionalLong pid,
      ClientPlan clients,
      int processes,
      List<Integer> rates,
      int seconds,
      int warmup,
      int size,
      int publishers) {}

  private FanoutRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
  }

  /** Measures; returns the report, as JSON has it. */
  public static Map<String, Object> run(Plan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new FanoutRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("fanout");
    try (Clients clients = course.start(plan.clients(), plan.processes())) {
      report.put("connect", course.connect(clients, plan.clients().connections()));
      report.put("settings", settings());
      if (plan.warmup() > 0) {
        for (int rate : plan.rates()) {
          course.watch().phase("warm up");
          var _ = publish(clients, rate, plan.warmup());
        }
      }
      var rates = new ArrayList<Map<String, Object>>();
      for (int rate : plan.rates()) {
        rates.add(measure(clients, rate));
      }
      report.put("rates", rates);
    }
    return course.finish(report, verdicts);
  }

  private Map<String, Object> settings() {
    var map = new LinkedHashMap<String, Object>();
    map.put("subscribers", plan.clients().connections());
    map.put("channels", plan.clients().channels());
    map.put("size", plan.size());
    map.put("seconds", plan.seconds());
    map.put("warmup", plan.warmup());
    map.put("sample-every", plan.clients().sampleEvery());
    return map;
  }

  /** Publishes in the background while the watch looks. */
  private Publish.Outcome publish(Clients clients, int rate, int seconds)
      throws IOException, InterruptedException {
    int channels = plan.clients().channels();
    Publish.Outcome outcome =
        Aside.run(
            course.watch(),
            () -> course.publish(plan.publishers(), 0, channels, rate, seconds, plan.size()));
    long expected = expected(rate, seconds);
    var _ = course.heard(clients, expected, SETTLE_SECONDS);
    return outcome;
  }

  private long expected(int rate, int seconds) {
    return Course.deliveries(
        plan.publishers(), plan.clients().channels(), rate, seconds, plan.clients().connections());
  }

  private Map<String, Object> measure(Clients clients, int rate)
      throws IOException, InterruptedException {
    course.watch().phase(rate + "/s");
    clients.reset();
    Watch.Cpu from = course.watch().cpu();
    Publish.Outcome outcome = publish(clients, rate, plan.seconds());
    Watch.Cpu to = course.watch().cpu();
    Gathered full = clients.full();
    Verdict verdict = Verdict.between(from, to);
    verdicts.add(verdict);
    long heard = full.sum("messages");
    long expected = expected(rate, plan.seconds());
    Histogram latencies = full.histogram("latencies");
    double span = Math.max(plan.seconds(), full.max("span_s"));
    var map = new LinkedHashMap<String, Object>();
    map.put("rate", rate);
    map.put("publications", Course.published(outcome));
    map.put("expected", expected);
    map.put("heard", heard);
    Figures.put(map, "delivered-percent", 100.0 * heard / Math.max(1, expected), 3);
    Figures.put(map, "heard-per-second", heard / span, 0);
    map.put("gaps", full.sum("gaps"));
    map.put("latency-ms", Figures.millis(latencies));
    Reports.cpuEach(map, "cpu-us-per-delivery", from, to, heard, 0);
    Figures.put(
        map,
        "client-us-per-delivery",
        (to.clients() - from.clients()) / 1e3 / Math.max(1, heard),
        3);
    double p99 = Histograms.millis(latencies, 99);
    map.put("kept", heard >= expected && p99 <= KEPT_P99_MILLIS && outcome.refused() == 0);
    map.put("verdict", verdict.map());
    course.telling().step(line(map, latencies));
    return map;
  }

  private static String line(Map<String, Object> map, Histogram latencies) {
    return String.format(
        Locale.ROOT,
        "%s/s: %s of %s delivered, p50 %.1f p99 %.1f ms, %s µs of CPU a delivery",
        map.get("rate"),
        map.get("heard"),
        map.get("expected"),
        Histograms.millis(latencies, 50),
        Histograms.millis(latencies, 99),
        map.getOrDefault("cpu-us-per-delivery", "?"));
  }
}
