package dev.freshet.tools.load.run;

import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.frame.Clock;
import dev.freshet.tools.load.probe.Proc;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.Publishing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections, drops a share of them at once, and sees how they come back; again and again.
 */
public final class StormRun {
  private final StormPlan plan;
  private final Launch launch;
  private final Telling telling;
  private final Course course;
  private final Watch watch;
  private final List<Map<String, Object>> storms = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();

  private StormRun(StormPlan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.launch = launch;
    this.telling = telling;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
    this.watch = course.watch();
  }

  /**
   * Runs all storms.
   *
   * @return the report, as JSON has it
   */
  public static Map<String, Object> run(StormPlan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new StormRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("storm");
    try (Clients clients = course.start(plan.clients(), plan.processes());
        Hot hot = plan.hot() == null ? null : new Hot(plan.hot(), launch)) {
      report.put("settings", settings(clients));
      report.put("connect", course.connect(clients, plan.clients().connections(), plan.settle()));
      if (hot != null) {
        hot.begin(watch, telling);
      }
      for (int i = 1; i <= plan.storms(); i++) {
        storms.add(storm(i, clients, hot));
        if (i < plan.storms()) {
          watch.phase("pause");
          watch.idle(plan.pause());
        }
      }
      if (hot != null) {
        report.put("hot", hot.report());
      }
    }
    report.put("storms", storms);
    return course.finish(report, verdicts);
  }

  private Map<String, Object> settings(Clients clients) {
    var map = new LinkedHashMap<String, Object>();
    ClientPlan each = plan.clients();
    map.put("connections", each.connections());
    map.put("channels", each.channels());
    map.put("processes", clients.count());
    map.put("share", plan.share());
    map.put("drop-by", plan.server() == null ? "client" : "server");
    map.put("how", plan.server() == null ? plan.how() : "server");
    map.put("retry", each.back().retry().toString());
    map.put("naive-ms", each.back().naiveMillis());
    map.put("connect-timeout-ms", each.pace().giveUpMillis());
    map.put("slow-loris", each.lorises());
    return map;
  }

  private Map<String, Object> storm(int number, Clients clients, @Nullable Hot hot)
      throws IOException, InterruptedException {
    double hotCores = hot == null ? 0 : hot.calm(watch);
    watch.phase("storm " + number);
    Proc.Listens listens = Proc.system().listens();
    Watch.Cpu before = watch.cpu();
    long at = Clock.epochNanos();
    clients.storm(at);
    if (plan.server() == null) {
      var _ = clients.drop(plan.share(), plan.how());
    } else {
      plan.server().drop(plan.share());
    }
    boolean all = await(clients);
    Watch.Cpu after = watch.cpu();
    final Proc.Listens listened = Proc.system().listens().since(listens);
    Gathered full = clients.full();
    if (hot != null) {
      hot.during(watch);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", number);
    returned(map, full, all);
    map.putAll(Reports.handshakes(full));
    Reports.cpuEach(map, "cpu-us-per-handshake", before, after, full.sum("opened"), hotCores);
    map.put("listen-overflows", listened.overflows());
    map.put("listen-drops", listened.drops());
    if (hot != null) {
      map.put("hot", hot.felt(watch));
    }
    Verdict verdict = Verdict.between(before, after);
    verdicts.add(verdict);
    map.put("verdict", verdict.map());
    telling.step(Reports.stormLine(map));
    return map;
  }

  /** Until all that was lost is back, and something was lost. */
  private boolean await(Clients clients) throws IOException, InterruptedException {
    return watch.await(
        plan.within(),
        moment -> {
          Gathered now = clients.tick();
          long dropped = now.sum("dropped");
          return dropped > 0
              && now.sum("back") >= dropped
              && now.sum("connected") >= plan.clients().connections();
        });
  }

  private static void returned(Map<String, Object> map, Gathered full, boolean all) {
    long dropped = full.sum("dropped");
    Histogram returns = full.histogram("returns");
    map.put("dropped", dropped);
    map.put("back", full.sum("back"));
    map.put("all-back", all);
    for (int share : new int[] {50, 99, 100}) {
      long needed = (dropped * share + 99) / 100;
      if (needed > 0 && returns.getTotalCount() >= needed) {
        double percentile = 100.0 * needed / returns.getTotalCount();
        map.put(
            "seconds-to-" + share,
            Figures.round(returns.getValueAtPercentile(percentile) / 1e9, 3));
      }
    }
  }

  /** The subscribers of a hot channel, and its publisher. */
  private static final class Hot implements AutoCloseable {
    private final StormPlan.Hot plan;
    private final Clients clients;
    private @Nullable HotChannel publisher;
    private Map<String, Object> before = Map.of();
    private Map<String, Object> during = Map.of();

    Hot(StormPlan.Hot plan, Launch launch) throws IOException {
      this.plan = plan;
      this.clients = Clients.start(launch, plan.plan(), Clients.processes(plan.plan()));
    }

    private HotChannel publish() {
      long count = (long) plan.rate() * plan.plan().seconds();
      return new HotChannel(
          new Publishing(
              plan.aim().peer(),
              plan.aim().publications(),
              0,
              plan.plan().channels(),
              plan.rate(),
              (int) Math.min(Integer.MAX_VALUE, count),
              plan.size()));
    }

    void begin(Watch watch, Telling telling) throws IOException, InterruptedException {
      watch.add(clients);
      watch.phase("hot, warming up");
      int wanted = plan.plan().connections();
      if (!watch.await(
          Course.CONNECT_SECONDS, moment -> clients.snap().sum("connected") >= wanted)) {
        throw new IOException("not all of " + wanted + " subscribers of the hot channel came up");
      }
      publisher = publish();
      watch.idle(plan.seconds());
      telling.step(
          String.format(
              Locale.ROOT,
              "%,d subscribers of a hot channel at %,d publications a second",
              plan.plan().connections(),
              plan.rate()));
    }

    /** What is felt without a storm; the cores the server uses for it. */
    double calm(Watch watch) throws IOException, InterruptedException {
      watch.phase("hot, before");
      clients.reset();
      Watch.Cpu from = watch.cpu();
      watch.idle(plan.seconds());
      Watch.Cpu to = watch.cpu();
      before = Figures.millis(clients.full().histogram("latencies"));
      clients.reset();
      return Verdict.between(from, to).serverCores();
    }

    void during(Watch watch) throws IOException {
      during = Figures.millis(clients.full().histogram("latencies"));
      clients.reset();
      watch.phase("hot, after");
    }

    Map<String, Object> felt(Watch watch) throws IOException, InterruptedException {
      watch.idle(plan.seconds());
      Gathered full = clients.full();
      var map = new LinkedHashMap<String, Object>();
      map.put("before-ms", before);
      map.put("during-ms", during);
      map.put("after-ms", Figures.millis(full.histogram("latencies")));
      map.put("gaps", full.sum("gaps"));
      map.put("open", full.sum("connected"));
      return map;
    }

    Map<String, Object> report() throws IOException, InterruptedException {
      var map = new LinkedHashMap<String, Object>();
      map.put("subscribers", plan.plan().connections());
      map.put("rate", plan.rate());
      map.put("size", plan.size());
      var outcome = publisher == null ? null : publisher.end();
      if (outcome != null) {
        map.put("published", outcome.sent());
        map.put("refused", outcome.refused());
        map.put("publisher-late-ms", Figures.millis(outcome.lags()));
      }
      return map;
    }

    @Override
    public void close() {
      if (publisher != null) {
        publisher.close();
      }
      clients.close();
    }
  }
}
