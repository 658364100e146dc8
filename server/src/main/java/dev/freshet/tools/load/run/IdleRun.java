package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.probe.Footprint;
import dev.freshet.tools.load.probe.Proc;
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
import org.jspecify.annotations.Nullable;

/** What a connection costs while nothing happens, and what a message costs beside it. */
public final class IdleRun {
  private static final int WARM = 2_000;
  private static final int WARM_SECONDS = 60;
  private static final int WARM_SHARE = 5;
  private static final int WARM_CHANNEL = 900_000;
  private static final int MESSAGES_A_SECOND = 500;
  private static final double LET_GO_SECONDS = 3;

  private final Plan plan;
  private final Course course;
  private final List<Verdict> verdicts = new ArrayList<>();
  private double idleCores;

  /**
   * A measurement.
   *
   * @param clients what is opened
   * @param settle seconds between the last connection and what is measured
   * @param seconds how long nothing happens
   * @param messageSeconds how long it is published, each of four times
   * @param size bytes of a body
   * @param messages whether the cost of messages is measured as well
   */
  public record Plan(
      Aim aim,
      OptionalLong pid,
      ClientPlan clients,
      int processes,
      double settle,
      int seconds,
      int messageSeconds,
      int size,
      boolean messages) {}

  /** A client process with few connections: what is left of it with none is no connection's. */
  private record Warm(int connections, long rss) {
    /** Bytes a connection, of {@code processes} that have so many together. */
    double each(long all, int wanted, int processes) {
      return (all - processes * (double) rss) / Math.max(1, wanted - processes * connections);
    }
  }

  private IdleRun(Plan plan, Launch launch, Telling telling) {
    this.plan = plan;
    this.course = new Course(plan.aim(), plan.pid(), launch, telling);
  }

  /** Measures; returns the report, as JSON has it. */
  public static Map<String, Object> run(Plan plan, Launch launch, Telling telling)
      throws IOException, InterruptedException {
    return new IdleRun(plan, launch, telling).run();
  }

  private Map<String, Object> run() throws IOException, InterruptedException {
    Map<String, Object> report = course.head("idle");
    Warm few = warm();
    final Footprint before = footprint();
    int wanted = plan.clients().connections();
    try (Clients clients = course.start(plan.clients(), plan.processes())) {
      report.put("connect", course.connect(clients, wanted, plan.settle()));
      if (plan.messages()) {
        hearOne(clients);
      }
      report.put("idle", idle());
      final long clientRss = clients.rss();
      Footprint after = footprint();
      double clientEach = few.each(clientRss, wanted, clients.count());
      if (before != null && after != null) {
        Cost cost = new Cost(before, after, wanted, course.isLocal());
        report.put("cost", cost.map());
        report.put("process", process(before, after));
        course.telling().step(line(cost, clientEach));
      }
      report.put("client", client(clientEach, before, after, wanted));
      if (plan.messages()) {
        report.put("messages", messages(clients));
      }
    }
    return course.finish(report, verdicts);
  }

  private static String line(Cost cost, double clientEach) {
    return String.format(
        Locale.ROOT,
        "a connection costs the server %,.0f resident bytes, the client %,.0f",
        cost.rss(),
        clientEach);
  }

  private @Nullable Footprint footprint() throws InterruptedException {
    var server = course.server();
    return server == null
        ? null
        : Footprint.of(server, Proc.system(), plan.aim().peer().port(), true);
  }

  /** Some come and go, so that what is allocated once is not counted. */
  private Warm warm() throws IOException, InterruptedException {
    int count = Math.min(WARM, Math.max(1, plan.clients().connections() / WARM_SHARE));
    long rss;
    try (Clients some = course.start(with(plan.clients(), count), 1)) {
      course.watch().add(some);
      course.watch().phase("warm up");
      var _ = course.comeUp(some, count, WARM_SECONDS);
      course.watch().idle(1);
      rss = some.rss();
    }
    course.watch().clear();
    course.watch().idle(LET_GO_SECONDS);
    return new Warm(count, rss);
  }

  private static ClientPlan with(ClientPlan plan, int connections) {
    return new ClientPlan(
        plan.server(),
        connections,
        WARM_CHANNEL,
        plan.channels(),
        plan.description(),
        plan.pace(),
        plan.back(),
        plan.sampleEvery(),
        0,
        plan.seconds(),
        plan.auth(),
        plan.token());
  }

  private void hearOne(Clients clients) throws IOException, InterruptedException {
    course.watch().phase("one message each");
    int channels = plan.clients().channels();
    double seconds = channels / (double) MESSAGES_A_SECOND;
    Publish.Outcome outcome =
        Aside.run(
            course.watch(),
            () -> course.publish(1, 0, channels, MESSAGES_A_SECOND, seconds, plan.size()));
    int wanted = plan.clients().connections();
    Gathered heard = course.heard(clients, wanted, 30);
    if (outcome.refused() > 0 || heard.sum("messages") < wanted) {
      course
          .telling()
          .step(
              "not every connection heard its message: %d of %d; refused: %d %s"
                  .formatted(
                      heard.sum("messages"), wanted, outcome.refused(), outcome.firstRefusal()));
    }
    course.watch().idle(1);
  }

  private Map<String, Object> idle() throws IOException, InterruptedException {
    course.watch().phase("idle");
    Watch.Cpu from = course.watch().cpu();
    course.watch().idle(plan.seconds());
    Watch.Cpu to = course.watch().cpu();
    Verdict used = Verdict.between(from, to);
    verdicts.add(used);
    idleCores = used.serverCores();
    var map = new LinkedHashMap<String, Object>();
    map.put("seconds", plan.seconds());
    Figures.put(map, "server-cores", used.serverCores(), 4);
    Figures.put(map, "client-cores", used.clientCores(), 4);
    Figures.put(
        map,
        "cpu-us-per-connection-second",
        used.serverCores() * 1e6 / plan.clients().connections(),
        3);
    return map;
  }

  private static Map<String, Object> process(Footprint before, Footprint after) {
    var map = new LinkedHashMap<String, Object>();
    before.rss().ifPresent(bytes -> map.put("rss-before", bytes));
    after.rss().ifPresent(bytes -> map.put("rss-open", bytes));
    before.heap().ifPresent(heap -> map.put("heap-before", heap.bytes()));
    after.heap().ifPresent(heap -> map.put("heap-open", heap.bytes()));
    after.threads().ifPresent(count -> map.put("threads", count));
    after.files().ifPresent(count -> map.put("files", count));
    return map;
  }

  private static Map<String, Object> client(
      double each, @Nullable Footprint before, @Nullable Footprint after, int wanted) {
    var map = new LinkedHashMap<String, Object>();
    Figures.put(map, "rss", each, 0);
    if (before != null && after != null && before.rss().isPresent() && after.rss().isPresent()) {
      double server = (after.rss().getAsLong() - before.rss().getAsLong()) / (double) wanted;
      map.put("less-than-server", each < server);
    }
    return map;
  }

  private Publish.Outcome publish(int first) throws IOException, InterruptedException {
    int channels = plan.clients().channels();
    return Aside.run(
        course.watch(),
        () ->
            course.publish(
                1, first, channels, MESSAGES_A_SECOND, plan.messageSeconds(), plan.size()));
  }

  /** CPU for each message taken, and for each delivered. */
  private Map<String, Object> messages(Clients clients) throws IOException, InterruptedException {
    var map = new LinkedHashMap<String, Object>();
    int channels = plan.clients().channels();
    course.watch().phase("messages, warming up");
    var _ = publish(channels);
    var _ = publish(0);
    course.watch().phase("messages in");
    Watch.Cpu from = course.watch().cpu();
    // Channels that nobody hears.
    Publish.Outcome in = publish(channels);
    Watch.Cpu to = course.watch().cpu();
    Reports.cpuEach(map, "cpu-us-per-message-in", from, to, in.sent(), idleCores);
    course.watch().phase("messages out");
    clients.reset();
    from = course.watch().cpu();
    Publish.Outcome out = publish(0);
    long expected =
        Course.deliveries(
            1, channels, MESSAGES_A_SECOND, plan.messageSeconds(), plan.clients().connections());
    Gathered heard = course.heard(clients, expected, 30);
    to = course.watch().cpu();
    long deliveries = heard.sum("messages");
    var both = new LinkedHashMap<String, Object>();
    Reports.cpuEach(both, "all", from, to, 1, idleCores);
    if (both.get("all") instanceof Double all
        && map.get("cpu-us-per-message-in") instanceof Double each
        && deliveries > 0) {
      double rest = Math.max(0, all - each * out.sent());
      Figures.put(map, "cpu-us-per-message-out", rest / deliveries, 2);
    }
    map.put("in", in.sent());
    map.put("out", deliveries);
    map.put("expected", expected);
    map.put("latency-ms", Figures.millis(heard.histogram("latencies")));
    return map;
  }
}
