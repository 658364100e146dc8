package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.ClosedLoop;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What publishing costs and how long an answer takes: at a rate, or as fast as answers come. */
public final class PublishRun {
  private final Plan plan;
  private final Course course;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * A measurement.
   *
   * @param rates publications a second, one measurement each; 0 for as fast as answers come
   * @param channels publications go round these, which nobody hears
   * @param connections of a measurement without a rate, each with one request under way
   * @param publishers connections of a measurement with a rate
   */
  public record Plan(
      Aim aim,
      OptionalLong pid,
      List<Integer> rates,
      int channels,
      int connections,
      int publishers,
      int seconds,
      int warmup,
      int size) {}

  private PublishRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
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
    var rates = new ArrayList<Map<String, Object>>();
    for (int rate : plan.rates()) {
      if (plan.warmup() > 0) {
        course.watch().phase("warm up");
        var _ = once(rate, plan.warmup());
      }
      course.watch().phase(rate == 0 ? "as fast as answers come" : rate + "/s");
      Watch.Cpu from = course.watch().cpu();
      Map<String, Object> map = once(rate, plan.seconds());
      Watch.Cpu to = course.watch().cpu();
      long count = map.get("sent") instanceof Long sent ? sent : 0;
      Reports.cpuEach(map, "cpu-us-per-publication", from, to, count, 0);
      Verdict verdict = Verdict.between(from, to);
      verdicts.add(verdict);
      map.put("verdict", verdict.map());
      rates.add(map);
      course
          .telling()
          .step(
              String.format(
                  Locale.ROOT,
                  "%s: %,d sent, %s refused, %s µs of CPU each",
                  rate == 0 ? "as fast as answers come" : rate + "/s",
                  count,
                  map.get("refused"),
                  map.getOrDefault("cpu-us-per-publication", "?")));
    }
    report.put("rates", rates);
    return course.finish(report, verdicts);
  }

  private Map<String, Object> settings() {
    var map = new LinkedHashMap<String, Object>();
    map.put("channels", plan.channels());
    map.put("connections", plan.connections());
    map.put("publishers", plan.publishers());
    map.put("size", plan.size());
    map.put("seconds", plan.seconds());
    map.put("warmup", plan.warmup());
    return map;
  }

  private Map<String, Object> once(int rate, int seconds) throws IOException, InterruptedException {
    var map = new LinkedHashMap<String, Object>();
    map.put("rate", rate);
    if (rate > 0) {
      Publish.Outcome outcome =
          Aside.run(
              course.watch(),
              () ->
                  course.publish(
                      plan.publishers(), 0, plan.channels(), rate, seconds, plan.size()));
      map.putAll(Course.published(outcome));
      Figures.put(map, "per-second", outcome.sent() / outcome.seconds(), 0);
      return map;
    }
    ClosedLoop.Outcome outcome =
        Aside.run(
            course.watch(),
            () -> {
              try (var loop =
                  new ClosedLoop(
                      plan.aim().peer(),
                      plan.connections(),
                      plan.aim().publications(),
                      plan.size())) {
                return loop.run(seconds);
              }
            });
    map.put("sent", outcome.answered());
    map.put("refused", outcome.refused());
    map.put("answer-ms", Figures.millis(outcome.latencies()));
    Figures.put(map, "per-second", outcome.answered() / outcome.seconds(), 0);
    return map;
  }
}
