package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.util.LinkedHashMap;
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
  private final AtRates rates;

  /**
   * A measurement.
   *
   * @param clients who hears
   * @param processes so many client processes
   * @param settle seconds between the last connection and the first publication
   */
  public record Plan(
      Aim aim,
      OptionalLong pid,
      ClientPlan clients,
      int processes,
      double settle,
      Rates publishing) {}

  private FanoutRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
    this.rates = new AtRates(course, plan.publishing());
  }

  /** Measures; returns the report, as JSON has it. */
  public static Map<String, Object> run(Plan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new FanoutRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("fanout");
    try (Clients clients = course.start(plan.clients(), plan.processes())) {
      report.put("connect", course.connect(clients, plan.clients().connections(), plan.settle()));
      report.put("settings", settings());
      rates.measure(report, "delivery", new Deliveries(clients));
    }
    return rates.finish(report);
  }

  private Map<String, Object> settings() {
    var map = new LinkedHashMap<String, Object>();
    map.put("subscribers", plan.clients().connections());
    map.put("channels", plan.clients().channels());
    plan.publishing().tell(map);
    map.put("sample-every", plan.clients().sampleEvery());
    return map;
  }

  private final class Deliveries implements AtRates.Measurement {
    private final Clients clients;
    private String line = "";

    Deliveries(Clients clients) {
      this.clients = clients;
    }

    @Override
    public long run(int rate, int seconds, Map<String, Object> told)
        throws IOException, InterruptedException {
      Rates how = plan.publishing();
      int channels = plan.clients().channels();
      clients.reset();
      Publish.Outcome outcome =
          Aside.run(
              course.watch(),
              () -> course.publish(how.publishers(), 0, channels, rate, seconds, how.size()));
      long expected =
          Course.deliveries(
              how.publishers(), channels, rate, seconds, plan.clients().connections());
      Gathered full = course.heard(clients, expected, SETTLE_SECONDS);
      long heard = full.sum("messages");
      Histogram latencies = full.histogram("latencies");
      told.put("publications", Course.published(outcome));
      told.put("expected", expected);
      told.put("heard", heard);
      Figures.put(told, "delivered-percent", 100.0 * heard / Math.max(1, expected), 3);
      Figures.put(told, "heard-per-second", heard / Math.max(seconds, full.max("span_s")), 0);
      told.put("gaps", full.sum("gaps"));
      told.put("latency-ms", Figures.millis(latencies));
      double p99 = Histograms.millis(latencies, 99);
      told.put("kept", heard >= expected && p99 <= KEPT_P99_MILLIS && outcome.refused() == 0);
      line =
          String.format(
              Locale.ROOT,
              "%d of %d delivered, p50 %.1f p99 %.1f ms",
              heard,
              expected,
              Histograms.millis(latencies, 50),
              p99);
      return heard;
    }

    @Override
    public String line(Map<String, Object> told) {
      return line + ", " + told.getOrDefault("cpu-us-per-delivery", "?") + " µs of CPU a delivery";
    }
  }
}
