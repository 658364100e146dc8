package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.publish.Publish;
import dev.freshet.tools.load.publish.Publishers;
import dev.freshet.tools.load.publish.Publishing;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What measurements have in common: server, clients, publishers, and a watch on all of them. */
final class Course {
  /** How long connections may take to come up. */
  static final int CONNECT_SECONDS = 180;

  private static final int NOBODY_SECONDS = 10;
  private static final double QUIET_SECONDS = 5;

  private final Aim aim;
  private final Launch launch;
  private final Telling telling;
  private final Watch watch;
  private final @Nullable ServerProcess server;

  Course(Aim aim, OptionalLong pid, Launch launch, Telling telling) {
    this.aim = aim;
    this.launch = launch;
    this.telling = telling;
    this.server = pid.isPresent() ? ServerProcess.of(pid.getAsLong()) : null;
    this.watch = new Watch(server, telling);
  }

  Aim aim() {
    return aim;
  }

  Watch watch() {
    return watch;
  }

  Telling telling() {
    return telling;
  }

  /** The server's process; null when it is not known. */
  @Nullable ServerProcess server() {
    return server;
  }

  /** Whether the server is on this machine, so that the kernel holds both ends. */
  boolean isLocal() throws IOException {
    return InetAddress.getByName(aim.peer().host()).isLoopbackAddress();
  }

  /** How a report begins. */
  Map<String, Object> head(String command) {
    return Reports.head(command, aim, server);
  }

  Clients start(ClientPlan plan, int processes) throws IOException {
    return Clients.start(launch, plan, processes);
  }

  /** Waits until all connections are up, and {@code settle} seconds longer; what that took. */
  Map<String, Object> connect(Clients clients, int wanted, double settle)
      throws IOException, InterruptedException {
    watch.add(clients);
    watch.phase("connect");
    Watch.Cpu before = watch.cpu();
    long from = System.nanoTime();
    boolean all = comeUp(clients, wanted, CONNECT_SECONDS);
    double seconds = (System.nanoTime() - from) / 1e9;
    Watch.Cpu after = watch.cpu();
    Gathered full = clients.full();
    if (!all) {
      throw new IOException(
          "only %d of %d connections came up within %.0f s; refused: %s, without an answer: %d"
              .formatted(
                  full.sum("connected"),
                  wanted,
                  seconds,
                  full.map("statuses"),
                  full.sum("given_up") + full.sum("cut")));
    }
    watch.phase("settle");
    watch.idle(settle);
    Map<String, Object> map = Reports.handshakes(full);
    map.put("connections", wanted);
    map.put("processes", clients.count());
    Figures.put(map, "seconds", seconds, 3);
    Reports.cpuEach(map, "cpu-us-per-handshake", before, after, full.sum("opened"), 0);
    telling.step(String.format(Locale.ROOT, "%,d connections open after %.1f s", wanted, seconds));
    return map;
  }

  /**
   * Waits until all are open, or it is clear that they will not be, or for so many seconds.
   *
   * @return whether all are open
   * @throws IOException when nobody gets in
   */
  boolean comeUp(Clients clients, int wanted, double seconds)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    var _ =
        watch.await(
            seconds,
            moment -> {
              Gathered now = clients.snap();
              long refused = now.sum("refused");
              long silent = now.sum("cut") + now.sum("given_up");
              boolean nobody = now.sum("opened") == 0 && refused + silent > 0;
              if (nobody && System.nanoTime() - from > NOBODY_SECONDS * 1e9) {
                throw new IOException(
                    "nobody got in within %d s; refused, by status or close code: %s, without an answer: %d"
                        .formatted(NOBODY_SECONDS, clients.full().map("statuses"), silent));
              }
              return now.sum("connected") + now.sum("failed") >= wanted;
            });
    return clients.snap().sum("connected") >= wanted;
  }

  /**
   * Publishes for a time, from several publishers that share channels.
   *
   * @param first the number of the first channel
   */
  Publish.Outcome publish(
      int publishers, int first, int channels, int rate, double seconds, int size)
      throws IOException, InterruptedException {
    int count = Math.max(1, Math.min(publishers, Math.min(channels, rate)));
    var all = new ArrayList<Publishing>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) channels * i / count);
      int to = (int) ((long) channels * (i + 1) / count);
      int each = Math.max(1, rate / count);
      all.add(
          new Publishing(
              aim.peer(),
              aim.publications(),
              first + from,
              to - from,
              each,
              (int) Math.max(1, Math.min(Integer.MAX_VALUE, each * seconds)),
              size));
    }
    return Publishers.run(all);
  }

  /** How many deliveries such publications make where connections go round the channels. */
  static long deliveries(int publishers, int channels, int rate, double seconds, int connections) {
    int count = Math.max(1, Math.min(publishers, Math.min(channels, rate)));
    long deliveries = 0;
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) channels * i / count);
      int to = (int) ((long) channels * (i + 1) / count);
      long publications = (long) Math.max(1, Math.max(1, rate / count) * seconds);
      for (int channel = from; channel < to; channel++) {
        int place = channel - from;
        long times = publications / (to - from) + (place < publications % (to - from) ? 1 : 0);
        deliveries += times * (connections / channels + (channel < connections % channels ? 1 : 0));
      }
    }
    return deliveries;
  }

  /** Waits until so many messages were heard, or nothing more comes. */
  Gathered heard(Clients clients, long wanted, double most)
      throws IOException, InterruptedException {
    long[] last = {-1, System.nanoTime()};
    var _ =
        watch.await(
            most,
            moment -> {
              long heard = clients.snap().sum("messages");
              if (heard != last[0]) {
                last[0] = heard;
                last[1] = System.nanoTime();
              }
              return heard >= wanted || System.nanoTime() - last[1] > QUIET_SECONDS * 1e9;
            });
    return clients.full();
  }

  /** The end of a report. */
  Map<String, Object> finish(Map<String, Object> report, List<Verdict> verdicts) {
    report.put("verdict", Verdict.worst(verdicts));
    report.put("corrected", Reports.CORRECTED);
    report.put("timeline", watch.moments().stream().map(Moment::map).toList());
    return report;
  }

  /** What became of publications. */
  static Map<String, Object> published(Publish.Outcome outcome) {
    var map = new LinkedHashMap<String, Object>();
    map.put("sent", outcome.sent());
    map.put("refused", outcome.refused());
    if (!outcome.firstRefusal().isEmpty()) {
      map.put("first-refusal", outcome.firstRefusal());
    }
    map.put("late-ms", Figures.millis(outcome.lags()));
    map.put("answer-ms", Figures.millis(outcome.answers()));
    return map;
  }
}
