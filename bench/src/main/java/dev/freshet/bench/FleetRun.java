package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;
import static dev.freshet.bench.report.Report.whole;

import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Many connections on several nodes of one machine: what they take idle, and what they hear. */
final class FleetRun {
  private static final int WARM_CONNECTIONS = 1_000;
  private static final int CONNECT_SETTLE_SECONDS = 60;
  private static final int DELIVERY_SECONDS = 120;

  /** What a node forgets a channel after; see {@code engine.redis.linger}. */
  private static final int LINGER_MILLIS = 6_000;

  /**
   * How it is published.
   *
   * @param sharedRate publications a second on shared channels, all nodes together
   * @param ownRate publications a second on channels with one subscriber
   * @param idle seconds that are watched while nothing happens
   */
  record Load(int sharedRate, int ownRate, int seconds, int size, int warmup, int idle) {}

  /** What happened on one kind of channels. */
  private record Heard(
      String what, Publish.Outcome published, long expected, List<Counts> clients) {
    long heard() {
      return clients.stream().mapToLong(counts -> counts.whole("messages")).sum();
    }

    long sum(String name) {
      return clients.stream().mapToLong(counts -> counts.whole(name)).sum();
    }

    double median(String name) {
      return Report.median(clients.stream().map(counts -> counts.number(name)).toList());
    }

    double most(String name) {
      return clients.stream().mapToDouble(counts -> counts.number(name)).max().orElse(0);
    }
  }

  /** What an idle fleet asked of Redis. */
  private record Idle(int nodes, int connections, Fleet.Moment spent) {}

  private final Fleet.Shape shape;
  private final Load load;
  private final List<Idle> idles = new ArrayList<>();
  private final List<Heard> heard = new ArrayList<>();
  private Fleet.@Nullable Memory before;
  private Fleet.@Nullable Memory open;
  private Fleet.@Nullable Moment connecting;
  private Fleet.@Nullable Moment publishing;
  private String faults = "";
  private long redisChannels;

  FleetRun(Fleet.Shape shape, Load load) {
    this.shape = shape;
    this.load = load;
  }

  /** Starts everything, measures, and ends everything. */
  void measure(RedisProcess redis, Target target, Path logs)
      throws IOException, InterruptedException {
    try (var fleet = new Fleet(shape, redis, target, logs)) {
      for (int count : new TreeSet<>(List.of(1, Math.min(3, shape.nodes()), shape.nodes()))) {
        fleet.grow(count);
        idle(fleet, 0);
      }
      fleet.warm(Math.min(WARM_CONNECTIONS, shape.connections()));
      Thread.sleep(LINGER_MILLIS);
      before = fleet.memory();
      connect(fleet, redis);
      idle(fleet, shape.all());
      open = fleet.memory();
      publish(fleet);
      faults =
          "Redis lost %.0f times, gaps in what came over Pub/Sub %.0f, commands that failed %.0f"
              .formatted(
                  fleet.counted("freshet_redis_lost_total"),
                  fleet.counted("freshet_gaps_total"),
                  fleet.counted("freshet_redis_failures_total"));
    }
  }

  private void idle(Fleet fleet, int connections) throws IOException, InterruptedException {
    Thread.sleep(3_000);
    Fleet.Moment start = fleet.moment();
    Thread.sleep(load.idle() * 1000L);
    Fleet.Moment spent = fleet.moment().since(start);
    idles.add(new Idle(fleet.nodes().size(), connections, spent));
    Report.progress(
        String.format(
            Locale.ROOT,
            "%d nodes, %,d connections, idle: %.1f commands/s",
            fleet.nodes().size(),
            connections,
            spent.commands() / spent.seconds()));
  }

  private void connect(Fleet fleet, RedisProcess redis) throws IOException, InterruptedException {
    Fleet.Moment start = fleet.moment();
    fleet.connect();
    int channels = shape.nodes() * shape.onOwn() + Math.min(shape.shared(), shape.onShared());
    long end = System.nanoTime() + CONNECT_SETTLE_SECONDS * 1_000_000_000L;
    while (redis.channels() < channels && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    redisChannels = redis.channels();
    connecting = fleet.moment().since(start);
    Report.progress(
        String.format(
            Locale.ROOT,
            "%,d connections in %.1f s; %,d channels of %,d in Redis",
            shape.all(),
            connecting.seconds(),
            redisChannels,
            channels));
  }

  private void publish(Fleet fleet) throws IOException, InterruptedException {
    if (load.warmup() > 0) {
      publish(fleet, load.warmup());
    }
    fleet.reset();
    Fleet.Moment start = fleet.moment();
    List<Publish.Outcome> outcomes = publish(fleet, load.seconds());
    publishing = fleet.moment().since(start);
    long wanted = Fleet.sharedDeliveries(shape, load.sharedRate(), load.seconds());
    heard.add(new Heard("shared", outcomes.getFirst(), wanted, snaps(fleet.onShared())));
    Publish.Outcome own = outcomes.getLast();
    heard.add(new Heard("own", own, own.sent(), snaps(fleet.onOwn())));
    for (Heard each : heard) {
      Report.progress(
          String.format(
              Locale.ROOT,
              "%s: heard %,d of %,d, p50 %.1f p99 %.1f ms, refused %d %s",
              each.what(),
              each.heard(),
              each.expected(),
              each.median("p50_ms"),
              each.most("p99_ms"),
              each.published().refused(),
              each.published().firstRefusal()));
    }
  }

  private List<Publish.Outcome> publish(Fleet fleet, int seconds)
      throws IOException, InterruptedException {
    List<Publish.Outcome> outcomes =
        fleet.publish(load.sharedRate(), load.ownRate(), seconds, load.size());
    long wanted =
        Fleet.sharedDeliveries(shape, load.sharedRate(), seconds)
            / Math.max(1, fleet.onShared().size());
    for (Subscribers client : fleet.onShared()) {
      client.await(wanted, DELIVERY_SECONDS);
    }
    for (Subscribers client : fleet.onOwn()) {
      client.await(outcomes.getLast().sent() / fleet.onOwn().size(), DELIVERY_SECONDS);
    }
    return outcomes;
  }

  private static List<Counts> snaps(List<Subscribers> clients) throws IOException {
    var counts = new ArrayList<Counts>();
    for (Subscribers client : clients) {
      counts.add(client.snap());
    }
    return counts;
  }

  void tell(Report report) {
    report.heading("%,d connections on %d nodes".formatted(shape.all(), shape.nodes()));
    report.say(
        ("%,d WebSocket connections a node, half of them on %d channels that all nodes share, half on"
                + " a channel of their own each; channels %s history. Nodes, Redis, clients (two"
                + " processes a node) and the publisher share the machine's cores. Clients connect to"
                + " the nodes themselves: a proxy between would need two descriptors for each.")
            .formatted(shape.connections(), shape.shared(), shape.history() ? "with" : "without"));
    tellConnecting(report);
    tellMemory(report);
    tellIdle(report);
    tellDeliveries(report);
    tellCost(report);
  }

  private void tellConnecting(Report report) {
    Fleet.Moment spent = java.util.Objects.requireNonNull(connecting, "connecting");
    report.heading("Connecting");
    report.say(
        "From starting the client processes until every handshake is over and Redis has every channel; %s connections/s are begun at most, and each of %d processes has at most %d handshakes under way. Commands are what Redis ran: a script, and each command in it."
            .formatted(
                shape.connectRate() == 0 ? "any" : fixed(shape.connectRate(), 0),
                2 * shape.nodes(),
                shape.inFlight()));
    report.row(
        "seconds",
        "connections/s",
        "node CPU µs/connection",
        "Redis CPU µs/connection",
        "client CPU µs/connection",
        "Redis channels",
        "commands/connection",
        "commands/s",
        "by command");
    report.rule(9);
    report.row(
        fixed(spent.seconds(), 1),
        fixed(shape.all() / spent.seconds(), 0),
        each(spent, Fleet.Moment::nodes, shape.all()),
        each(spent, Fleet.Moment::redis, shape.all()),
        each(spent, Fleet.Moment::clients, shape.all()),
        whole(redisChannels),
        fixed(spent.commands() / (double) shape.all(), 2),
        fixed(spent.commands() / spent.seconds(), 0),
        calls(spent));
  }

  private void tellMemory(Report report) {
    Fleet.Memory was = java.util.Objects.requireNonNull(before, "before");
    Fleet.Memory is = java.util.Objects.requireNonNull(open, "open");
    report.heading("Memory");
    report.say(
        "Before is after %,d connections had come and gone at each node. The kernel's slabs hold both ends of every connection, since the clients are on this machine too."
            .formatted(Math.min(WARM_CONNECTIONS, shape.connections())));
    report.row("what", "before MiB", "open MiB", "bytes/connection");
    report.rule(4);
    for (int i = 0; i < is.nodes().size(); i++) {
      tellMemory(
          report, "node " + (i + 1), was.nodes().get(i), is.nodes().get(i), shape.connections());
    }
    tellMemory(report, "Redis", was.redis(), is.redis(), shape.all());
    tellMemory(report, "clients", was.clients(), is.clients(), shape.all());
    tellMemory(report, "kernel's slabs, both ends", was.slab(), is.slab(), shape.all());
    tellMemory(report, "TCP buffers", was.sockets(), is.sockets(), shape.all());
  }

  private static void tellMemory(Report report, String what, long was, long is, int over) {
    report.row(what, Report.mebi(was), Report.mebi(is), fixed((is - was) / (double) over, 0));
  }

  private void tellIdle(Report report) {
    report.heading("Idle, for " + load.idle() + " s each");
    report.row(
        "nodes",
        "connections",
        "commands/s",
        "commands/s a node",
        "% of a core: nodes",
        "Redis",
        "clients",
        "by command");
    report.rule(8);
    for (Idle idle : idles) {
      Fleet.Moment spent = idle.spent();
      double rate = spent.commands() / spent.seconds();
      report.row(
          "" + idle.nodes(),
          fixed(idle.connections(), 0),
          fixed(rate, 1),
          fixed(rate / idle.nodes(), 1),
          share(spent, Fleet.Moment::nodes),
          share(spent, Fleet.Moment::redis),
          share(spent, Fleet.Moment::clients),
          calls(spent));
    }
  }

  private void tellDeliveries(Report report) {
    report.heading("Publishing for " + load.seconds() + " s");
    report.say(
        "Bodies of %d bytes, over HTTP to all nodes in turn, both kinds at once, after %d s of the same. A shared channel is published to through one node and heard on all; an own channel through another node than its subscriber's. Latency runs from the time a publication was scheduled for, on some of the subscribers: p50 is the median of the clients, p99 and max the worst of them. %s."
            .formatted(load.size(), load.warmup(), faults));
    report.row(
        "channels",
        "publications/s",
        "deliveries",
        "lost",
        "out of order",
        "closed",
        "p50 / p99 / max ms",
        "measured",
        "late p99 ms",
        "refused");
    report.rule(10);
    for (Heard each : heard) {
      report.row(
          each.what(),
          fixed(each.published().sent() / (double) load.seconds(), 0),
          whole(each.heard()),
          whole(each.expected() - each.heard()),
          whole(each.sum("gaps")),
          whole(each.sum("closed")),
          fixed(each.median("p50_ms"), 1)
              + " / "
              + fixed(each.most("p99_ms"), 1)
              + " / "
              + fixed(each.most("max_ms"), 1),
          whole(each.sum("sampled")),
          fixed(each.published().lagP99Millis(), 1),
          whole(each.published().refused()));
    }
  }

  private void tellCost(Report report) {
    Fleet.Moment spent = java.util.Objects.requireNonNull(publishing, "publishing");
    long deliveries = heard.stream().mapToLong(Heard::heard).sum();
    long publications = heard.stream().mapToLong(each -> each.published().sent()).sum();
    report.heading("What publishing took");
    report.row("what", "% of a core", "CPU µs/delivery", "CPU µs/publication");
    report.rule(4);
    tellCost(report, "nodes, all together", spent, Fleet.Moment::nodes, deliveries, publications);
    tellCost(report, "Redis", spent, Fleet.Moment::redis, deliveries, publications);
    tellCost(report, "clients", spent, Fleet.Moment::clients, deliveries, publications);
    tellCost(report, "publisher", spent, Fleet.Moment::publishers, deliveries, publications);
    report.row("all other processes", share(spent, Fleet.Moment::others), "–", "–");
    report.say("");
    report.say(
        "%s deliveries/s; Redis got %s commands/s, %s for each publication: %s."
            .formatted(
                fixed(deliveries / spent.seconds(), 0),
                fixed(spent.commands() / spent.seconds(), 0),
                fixed(spent.commands() / (double) Math.max(1, publications), 2),
                calls(spent)));
  }

  private static void tellCost(
      Report report,
      String what,
      Fleet.Moment spent,
      ToDoubleFunction<Fleet.Moment> part,
      long deliveries,
      long publications) {
    report.row(
        what, share(spent, part), each(spent, part, deliveries), each(spent, part, publications));
  }

  private static String each(Fleet.Moment spent, ToDoubleFunction<Fleet.Moment> part, long count) {
    return fixed(part.applyAsDouble(spent) / 1e3 / Math.max(1, count), 1);
  }

  private static String share(Fleet.Moment spent, ToDoubleFunction<Fleet.Moment> part) {
    return fixed(100 * part.applyAsDouble(spent) / spent.nanos(), 1);
  }

  private static String calls(Fleet.Moment spent) {
    return spent.calls().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(8)
        .map(entry -> entry.getKey() + " " + whole(entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
