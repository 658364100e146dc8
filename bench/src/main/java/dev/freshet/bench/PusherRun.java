package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What joining one channel of the Pusher protocol costs the first and the last subscriber. */
final class PusherRun {
  private static final int WARM_CONNECTIONS = 2_000;
  private static final int SHARES = 15;

  private final Target target;
  private final @Nullable Target peer;
  private final Path logs;
  private final int connections;
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

  /** Measures fresh servers. */
  void round() throws IOException, InterruptedException {
    joins(target);
    if (peer != null) {
      joins(peer);
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
}
