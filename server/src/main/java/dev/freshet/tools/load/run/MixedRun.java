package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.probe.Jvm;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.Publish;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * Everything at once, for as long as it is asked: subscribers of several dialects, of whom some
 * leave and come back every second, and publications to all their channels.
 */
public final class MixedRun {
  private static final double LOOK_SECONDS = 1;
  private static final int FOOTPRINTS = 120;

  private final Plan plan;
  private final Course course;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Map<String, Object>> footprints = new ArrayList<>();
  private long churned;

  /** Subscribers of one dialect. */
  public record Kind(String name, ClientPlan clients) {}

  /**
   * A measurement.
   *
   * @param kinds who hears; all of the same channels' names
   * @param settle seconds after the connections of each kind
   * @param churn connections a second that leave and come back
   * @param rate publications a second over all channels
   * @param heap whether a JVM's heap is collected and counted at the beginning and the end
   */
  public record Plan(
      Aim aim,
      OptionalLong pid,
      List<Kind> kinds,
      double settle,
      int channels,
      double churn,
      int rate,
      int publishers,
      int seconds,
      int size,
      boolean heap) {

    int connections() {
      return kinds.stream().mapToInt(each -> each.clients().connections()).sum();
    }
  }

  private MixedRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
  }

  /** Measures; returns the report, as JSON has it. */
  public static Map<String, Object> run(Plan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new MixedRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("mixed");
    var all = new ArrayList<Clients>();
    try {
      var connects = new LinkedHashMap<String, Object>();
      for (Kind kind : plan.kinds()) {
        Clients clients = course.start(kind.clients(), Clients.processes(kind.clients()));
        all.add(clients);
        connects.put(
            kind.name(), course.connect(clients, kind.clients().connections(), plan.settle()));
      }
      report.put("settings", settings());
      report.put("connect", connects);
      footprint(plan.heap());
      for (Clients each : all) {
        each.reset();
      }
      Watch.Cpu from = course.watch().cpu();
      Publish.Outcome outcome = publish(all);
      Watch.Cpu to = course.watch().cpu();
      verdicts.add(Verdict.between(from, to));
      footprint(plan.heap());
      heard(report, all, outcome, from, to);
    } finally {
      all.forEach(Clients::close);
    }
    report.put("growth", growth());
    report.put("footprints", footprints);
    return course.finish(report, verdicts);
  }

  private Map<String, Object> settings() {
    var map = new LinkedHashMap<String, Object>();
    var kinds = new LinkedHashMap<String, Object>();
    plan.kinds().forEach(each -> kinds.put(each.name(), each.clients().connections()));
    map.put("connections", kinds);
    map.put("channels", plan.channels());
    map.put("churn", plan.churn());
    map.put("rate", plan.rate());
    map.put("size", plan.size());
    map.put("seconds", plan.seconds());
    return map;
  }

  private Publish.Outcome publish(List<Clients> all) throws IOException, InterruptedException {
    course.watch().phase("mixed");
    long every = Math.max(1, plan.seconds() / FOOTPRINTS);
    long[] next = {System.nanoTime(), System.nanoTime()};
    double share = plan.churn() * LOOK_SECONDS / plan.connections();
    course
        .watch()
        .meanwhile(() -> {
          long now = System.nanoTime();
          if (share > 0 && now >= next[0]) {
            next[0] += (long) (LOOK_SECONDS * 1e9);
            for (Clients each : all) {
              churned += each.drop(share, "close");
            }
          }
          if (now >= next[1]) {
            next[1] += every * 1_000_000_000L;
            footprint(false);
          }
        });
    try {
      return Aside.run(
          course.watch(),
          () ->
              course.publish(
                  plan.publishers(), 0, plan.channels(), plan.rate(), plan.seconds(), plan.size()));
    } finally {
      course.watch().meanwhile(() -> {});
    }
  }

  private void footprint(boolean heap) throws InterruptedException {
    ServerProcess server = course.server();
    if (server == null) {
      return;
    }
    var map = new LinkedHashMap<String, Object>();
    Figures.put(map, "seconds", course.watch().seconds(), 1);
    put(map, "rss", server.resident());
    put(map, "files", server.descriptors());
    put(map, "threads", server.threads());
    if (heap) {
      new Jvm(server.pid()).liveHeap().ifPresent(live -> map.put("heap", live.bytes()));
    }
    footprints.add(map);
  }

  /** What the server's process held more at the end than at the beginning. */
  private Map<String, Object> growth() {
    var map = new LinkedHashMap<String, Object>();
    if (!footprints.isEmpty()) {
      footprints
          .getFirst()
          .forEach((name, before) -> {
            if (before instanceof Long from && footprints.getLast().get(name) instanceof Long to) {
              map.put(name, to - from);
            }
          });
    }
    return map;
  }

  private static void put(Map<String, Object> map, String name, OptionalLong value) {
    value.ifPresent(number -> map.put(name, number));
  }

  private void heard(
      Map<String, Object> report,
      List<Clients> all,
      Publish.Outcome outcome,
      Watch.Cpu from,
      Watch.Cpu to)
      throws IOException, InterruptedException {
    course.watch().phase("settle");
    course.watch().idle(2);
    var kinds = new LinkedHashMap<String, Object>();
    Histogram latencies = Histograms.make();
    long heard = 0;
    for (int i = 0; i < all.size(); i++) {
      Gathered full = all.get(i).full();
      heard += full.sum("messages");
      latencies.add(full.histogram("latencies"));
      var map = new LinkedHashMap<String, Object>();
      map.put("open", full.sum("connected"));
      map.put("heard", full.sum("messages"));
      map.put("gaps", full.sum("gaps"));
      map.put("latency-ms", Figures.millis(full.histogram("latencies")));
      map.putAll(Reports.handshakes(full));
      kinds.put(plan.kinds().get(i).name(), map);
    }
    report.put("publications", Course.published(outcome));
    report.put("heard", heard);
    report.put("churned", churned);
    report.put("latency-ms", Figures.millis(latencies));
    Reports.cpuEach(report, "cpu-us-per-delivery", from, to, heard, 0);
    report.put("kinds", kinds);
  }
}
