package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.ClosedLoop;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What publishing costs and how long an answer takes: at a rate, or as fast as answers come. */
public final class PublishRun {
  private final Plan plan;
  private final Course course;
  private final AtRates rates;

  /**
   * A measurement.
   *
   * @param channels publications go round these, which nobody hears
   * @param connections of a measurement without a rate, each with one request under way
   */
  public record Plan(Aim aim, OptionalLong pid, int channels, int connections, Rates publishing) {}

  private PublishRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
    this.rates = new AtRates(course, plan.publishing());
  }

  /** Measures; returns the report, as JSON has it. */
  public static Map<String, Object> run(Plan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new PublishRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("publish");
    report.put("settings", settings());
    course.watch().addSelf();
    rates.measure(report, "publication", new Publications());
    return rates.finish(report);
  }

  private Map<String, Object> settings() {
    var map = new LinkedHashMap<String, Object>();
    map.put("channels", plan.channels());
    map.put("connections", plan.connections());
    map.put("publishers", plan.publishing().publishers());
    plan.publishing().tell(map);
    return map;
  }

  private final class Publications implements AtRates.Measurement {
    @Override
    public long run(int rate, int seconds, Map<String, Object> told)
        throws IOException, InterruptedException {
      return rate > 0 ? paced(rate, seconds, told) : closedLoop(seconds, told);
    }

    @Override
    public String line(Map<String, Object> told) {
      return String.format(
          Locale.ROOT,
          "%,d sent, %s refused, %s µs of CPU each",
          (Long) told.get("sent"),
          told.get("refused"),
          told.getOrDefault("cpu-us-per-publication", "?"));
    }
  }

  private long paced(int rate, int seconds, Map<String, Object> told)
      throws IOException, InterruptedException {
    Rates how = plan.publishing();
    Publish.Outcome outcome =
        Aside.run(
            course.watch(),
            () -> course.publish(how.publishers(), 0, plan.channels(), rate, seconds, how.size()));
    told.putAll(Course.published(outcome));
    Figures.put(told, "per-second", outcome.sent() / outcome.seconds(), 0);
    return outcome.sent();
  }

  private long closedLoop(int seconds, Map<String, Object> told)
      throws IOException, InterruptedException {
    Aim aim = plan.aim();
    ClosedLoop.Outcome outcome =
        Aside.run(
            course.watch(),
            () -> {
              try (var loop =
                  new ClosedLoop(
                      aim.peer(),
                      plan.connections(),
                      aim.publications(),
                      plan.publishing().size())) {
                return loop.run(seconds);
              }
            });
    told.put("sent", outcome.answered());
    told.put("refused", outcome.refused());
    told.put("answer-ms", Figures.millis(outcome.latencies()));
    Figures.put(told, "per-second", outcome.answered() / outcome.seconds(), 0);
    return outcome.answered();
  }
}
