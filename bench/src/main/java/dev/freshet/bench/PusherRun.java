package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.publish.PusherClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients of the Pusher protocol cost: live heap of a connection with one channel, and what
 * joining one channel costs the first and the last of its subscribers.
 */
final class PusherRun {
  private static final int WARM_CONNECTIONS = 2_000;
  private static final int MEMBERS = 100;
  private static final int SHARES = 15;
  private static final int CLASSES_TOLD = 20;

  private final Target target;
  private final @Nullable Target peer;
  private final Path logs;
  private final int connections;
  private final Map<String, List<Double>> heap = new TreeMap<>();
  private final Map<String, Map<String, Double>> classes = new TreeMap<>();
  private final Map<String, List<Joins>> joins = new LinkedHashMap<>();

  /** What a join took in each share of the subscribers, in microseconds. */
  private record Joins(List<Double> micros, List<Double> cpuMicros) {}

  /** What a connection does once it is open. */
  private interface Subscribing {
    void begin(PusherClient client, int index) throws IOException;
  }

  /**
   * A run.
   *
   * @param peer whose joins are measured too; null for none
   */
  PusherRun(Target target, @Nullable Target peer, Path logs, int connections) {
    this.target = target;
    this.peer = peer;
    this.logs = logs;
    this.connections = connections;
  }

  /** Measures a fresh server for each kind of channel. */
  void round() throws IOException, InterruptedException {
    heap(
        "one private channel",
        (client, i) -> client.subscribePrivate("private-bench-" + i / MEMBERS));
    heap(
        "a member of one presence channel",
        (client, i) -> client.join("presence-bench-" + i / MEMBERS, "user-" + i));
    joins(target);
    if (peer != null) {
      joins(peer);
    }
  }

  private void heap(String name, Subscribing subscribing) throws IOException, InterruptedException {
    try (Server server = Server.start(target, logs)) {
      close(open(server, Math.min(WARM_CONNECTIONS, connections), subscribing));
      awaitNone(server);
      Probe.Heap before = server.probe().liveHeap();
      List<PusherClient> clients = open(server, connections, subscribing);
      Thread.sleep(1000);
      Probe.Heap open = server.probe().liveHeap();
      double each = (open.bytes() - before.bytes()) / (double) connections;
      heap.computeIfAbsent(name, n -> new ArrayList<>()).add(each);
      Map<String, Double> byClass = new TreeMap<>();
      open.byClass()
          .forEach((type, bytes) ->
              byClass.put(
                  type, (bytes - before.byClass().getOrDefault(type, 0L)) / (double) connections));
      classes.put(name, byClass);
      Report.progress(name + ": " + fixed(each, 0) + " B of live heap a connection");
      close(clients);
    }
  }

  /** All are connected first; then each in turn joins the one channel and waits for the answer. */
  private void joins(Target of) throws IOException, InterruptedException {
    try (Server server = Server.start(of, logs)) {
      close(open(server, WARM_CONNECTIONS, (client, i) -> client.subscribe("warm")));
      List<PusherClient> clients = open(server, connections, (client, i) -> {});
      int share = connections / SHARES;
      var micros = new ArrayList<Double>();
      var cpuMicros = new ArrayList<Double>();
      for (int s = 0; s < SHARES; s++) {
        long cpu = server.probe().cpuNanos();
        long from = System.nanoTime();
        for (int i = s * share; i < (s + 1) * share; i++) {
          clients.get(i).subscribe("bench");
        }
        micros.add((System.nanoTime() - from) / 1e3 / share);
        cpuMicros.add((server.probe().cpuNanos() - cpu) / 1e3 / share);
      }
      joins.computeIfAbsent(of.name(), n -> new ArrayList<>()).add(new Joins(micros, cpuMicros));
      Report.progress(
          "%s, joining: %s µs for the first, %s µs for the last"
              .formatted(of.name(), fixed(micros.getFirst(), 0), fixed(micros.getLast(), 0)));
      close(clients);
    }
  }

  /** Waits until the server has let go of all connections, 30 s at most. */
  private static void awaitNone(Server server) throws IOException, InterruptedException {
    for (int i = 0; server.metrics().getOrDefault("freshet_connections", 0.0) > 0; i++) {
      if (i == 300) {
        throw new IOException("connections are still open: " + server.metrics());
      }
      Thread.sleep(100);
    }
    Thread.sleep(1000);
  }

  private static List<PusherClient> open(Server server, int count, Subscribing subscribing)
      throws IOException {
    var clients = new ArrayList<PusherClient>(count);
    for (int i = 0; i < count; i++) {
      var client = new PusherClient(server.port(), i);
      clients.add(client);
      subscribing.begin(client, i);
    }
    return clients;
  }

  private static void close(List<PusherClient> clients) throws IOException {
    for (PusherClient client : clients) {
      client.close();
    }
  }

  void tell(Report report) {
    report.heading("Live heap of an idle connection");
    report.say(
        "%s connections that speak the Pusher protocol: in private channels of %d subscribers each, and in presence channels of %d members with a name each; medians of fresh servers. Live heap is what `jcmd GC.class_histogram` counts after a full collection, less what it counted before, after %s connections had come and gone."
            .formatted(
                fixed(connections, 0),
                MEMBERS,
                MEMBERS,
                fixed(Math.min(WARM_CONNECTIONS, connections), 0)));
    report.row("connection with", "fresh servers", "live heap B/connection");
    report.rule(3);
    heap.forEach((name, each) -> report.row(name, "" + each.size(), fixed(Report.median(each), 0)));
    tellJoins(report);
    tellClasses(report);
  }

  private void tellJoins(Report report) {
    report.heading("Joining one public channel");
    report.say(
        "All connections are open; each subscribes in turn and waits for the answer. Medians of"
            + " fresh servers.");
    report.row(
        "server", "subscribers before", "µs a join, with the client", "joins/s", "CPU µs a join");
    report.rule(5);
    joins.forEach((server, rounds) -> tellJoins(report, server, rounds));
  }

  private void tellJoins(Report report, String server, List<Joins> rounds) {
    int share = connections / SHARES;
    for (int s = 0; s < SHARES; s++) {
      int n = s;
      double micros = Report.median(rounds.stream().map(joined -> joined.micros().get(n)).toList());
      double cpu = Report.median(rounds.stream().map(joined -> joined.cpuMicros().get(n)).toList());
      report.row(
          server,
          fixed(s * share, 0) + "–" + fixed((s + 1) * share, 0),
          fixed(micros, 1),
          fixed(1e6 / micros, 0),
          fixed(cpu, 1));
    }
  }

  private void tellClasses(Report report) {
    classes.forEach((name, byClass) -> {
      report.heading("Where the heap goes: " + name);
      report.row("class", "bytes a connection");
      report.rule(2);
      byClass.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .limit(CLASSES_TOLD)
          .filter(e -> e.getValue() >= 1)
          .forEach(e -> report.row("`" + e.getKey() + "`", fixed(e.getValue(), 1)));
    });
  }
}
