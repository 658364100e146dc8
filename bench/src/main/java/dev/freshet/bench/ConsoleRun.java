package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.console.Lags;
import dev.freshet.bench.console.Turn;
import dev.freshet.bench.console.Turns;
import dev.freshet.bench.report.Report;
import dev.freshet.cli.client.Json;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.frame.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an open console costs the server: its CPU with and without one, in turns on one server with
 * idle connections and a hot channel, and the event loops' lag in each.
 */
final class ConsoleRun {
  private static final String HOT = "/channels/hot";

  /** How often its live view asks for what the server keeps. */
  private static final int LIVE_SECONDS = 15;

  private static final String LAG = "freshet_loop_lag_seconds";

  private final Shape shape;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Turns turns = new Turns();

  /**
   * What runs.
   *
   * @param hot how many of the connections hear the hot channel
   * @param rate publications a second there
   * @param consoles open at once in a turn
   * @param lists how often each asks for lists and for the doctor's answer, in seconds; 0 for never
   * @param seconds of each turn
   * @param rounds how many turns of each kind
   */
  record Shape(
      int connections,
      int hot,
      int channels,
      int rate,
      int consoles,
      int lists,
      int seconds,
      int rounds) {
    static Shape of(Options options) {
      int connections = options.number("connections", 15_000, 2, 18_500);
      return new Shape(
          connections,
          options.number("hot", 3_000, 1, connections - 1),
          options.number("channels", 1_000, 1, 15_000),
          options.number("rate", 20, 1, 10_000),
          // As many streams as a session may have.
          options.number("consoles", 1, 1, 16),
          options.number("lists", 5, 0, 600),
          options.number("seconds", 20, 10, 600),
          options.number("rounds", 6, 1, 50));
    }
  }

  ConsoleRun(Shape shape) {
    this.shape = shape;
  }

  /** Measures, and writes the report. */
  void run(Target target, Path logs, Report report) throws IOException, InterruptedException {
    try (Server server = Server.start(target, logs);
        Subscribers idle = start(server, shape.connections() - shape.hot(), target.path());
        Subscribers hot = start(server, shape.hot(), HOT)) {
      report.row("JVM flags of Freshet", "`" + Run.told(server.probe().jvmFlags()) + "`");
      report.row("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
      var _ = idle.ready();
      var _ = hot.ready();
      String cookie = login(server);
      var ended = new AtomicBoolean();
      Thread publisher = Thread.ofVirtual().start(() -> publish(server, ended));
      Thread.sleep(15_000);
      for (int i = 0; i < 2 * shape.rounds(); i++) {
        // Off, on, on, off: what drifts by itself is in both.
        turns.add(turn(server, hot, cookie, i % 4 == 1 || i % 4 == 2));
      }
      ended.set(true);
      publisher.join();
    }
    tell(report);
    report.write();
  }

  private Subscribers start(Server server, int count, String path) throws IOException {
    return Subscribers.start(
        new Subscribers.Plan(
            server.port(),
            count,
            path.equals(HOT) ? 1 : shape.channels(),
            path,
            null,
            Wire.WEBSOCKET,
            Subscribers.IN_FLIGHT,
            0,
            64,
            3_600));
  }

  private Turn turn(Server server, Subscribers hot, String cookie, boolean open)
      throws IOException, InterruptedException {
    var ended = new AtomicBoolean();
    List<Thread> pages =
        IntStream.range(0, open ? shape.consoles() : 0)
            .mapToObj(i -> Thread.ofVirtual().start(() -> watch(server, cookie, ended)))
            .toList();
    Thread.sleep(2_000);
    hot.reset();
    var before = server.upTo(LAG);
    long begun = System.currentTimeMillis();
    long from = System.nanoTime();
    long cpu = server.probe().cpuNanos();
    long jit = server.probe().compilerNanos();
    Thread.sleep(shape.seconds() * 1_000L);
    cpu = server.probe().cpuNanos() - cpu;
    jit = server.probe().compilerNanos() - jit;
    double nanos = System.nanoTime() - from;
    var after = server.upTo(LAG);
    long messages = hot.snap().whole("messages");
    ended.set(true);
    for (Thread page : pages) {
      page.join();
    }
    var lags = Lags.between(before, after, worstLag(server, cookie, begun));
    var turn = new Turn(open, cpu / nanos, jit / nanos, lags, messages);
    Report.progress(
        "console %s: %s %% of a core, lag %s ms"
            .formatted(
                open ? "open" : "shut", fixed(100 * turn.cores(), 2), fixed(lags.worst(), 1)));
    return turn;
  }

  /** What the page does while it is open: one stream, and questions now and then. */
  private void watch(Server server, String cookie, AtomicBoolean ended) {
    try {
      var lines =
          http.send(request(server, "/console/live", cookie).build(), BodyHandlers.ofLines());
      Thread reader = Thread.ofVirtual().start(() -> drain(lines.body()));
      long since = 0;
      for (long tick = 0; !ended.get(); tick++) {
        if (tick % (10L * LIVE_SECONDS) == 0) {
          get(server, "/console/api/live?since=" + since, cookie);
          since = System.currentTimeMillis();
        }
        if (shape.lists() > 0 && tick % (10L * shape.lists()) == 0) {
          get(server, "/console/api/headroom", cookie);
          get(server, "/console/api/channels?app=1&limit=50", cookie);
          get(server, "/console/api/channel?app=1&channel=hot", cookie);
          get(server, "/console/api/connections?app=1&channel=hot&limit=50", cookie);
        }
        Thread.sleep(100);
      }
      lines.body().close();
      reader.interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads until the stream is closed here, which is how it ends. */
  private static void drain(Stream<String> lines) {
    try {
      lines.forEach(line -> {});
    } catch (UncheckedIOException _) {
      // Closed.
    }
  }

  private void publish(Server server, AtomicBoolean ended) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(server, HOT))
            .POST(BodyPublishers.ofString("x".repeat(128)))
            .build();
    long due = System.nanoTime();
    while (!ended.get()) {
      var _ = http.sendAsync(request, BodyHandlers.discarding());
      due += 1_000_000_000L / shape.rate();
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private String login(Server server) throws IOException, InterruptedException {
    String printed = server.printed();
    int at = printed.indexOf("#token=");
    if (at < 0) {
      throw new IOException("the server printed no token:\n" + printed);
    }
    String token = printed.substring(at + 7).lines().findFirst().orElse("").strip();
    var response =
        http.send(
            HttpRequest.newBuilder(uri(server, "/console/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
                .build(),
            BodyHandlers.ofString());
    String cookie = response.headers().firstValue("Set-Cookie").orElse("");
    if (response.statusCode() != 204 || cookie.isEmpty()) {
      throw new IOException("no login: " + response.statusCode() + " " + response.body());
    }
    return cookie.substring(0, cookie.indexOf(';'));
  }

  /** By the samples that lie in a turn. */
  private double worstLag(Server server, String cookie, long begun)
      throws IOException, InterruptedException {
    // The last sample of the turn is made within five seconds of its end.
    TimeUnit.SECONDS.sleep(5);
    Map<String, Object> live = Json.tree(get(server, "/console/api/live", cookie));
    double worst = 0;
    if (live != null && live.get("samples") instanceof List<?> samples) {
      for (Object each : samples) {
        if (each instanceof Map<?, ?> sample
            && sample.get("t") instanceof Number t
            && t.longValue() > begun
            && t.longValue() <= begun + shape.seconds() * 1_000L + 4_000
            && sample.get("lag_ms") instanceof Number lag) {
          worst = Math.max(worst, lag.doubleValue());
        }
      }
    }
    return worst;
  }

  private String get(Server server, String path, String cookie)
      throws IOException, InterruptedException {
    var response = http.send(request(server, path, cookie).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static HttpRequest.Builder request(Server server, String path, String cookie) {
    return HttpRequest.newBuilder(uri(server, path)).header("Cookie", cookie);
  }

  private static URI uri(Server server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private void tell(Report report) {
    report.heading("The cost of an open console");
    report.say(
        ("%s connections, %s of them on a channel with %d publications a second; turns of %d s with"
                + " the console shut and open, off, on, on, off; %d at once in an open turn. One"
                + " hears /console/live and asks for what is new of the hour each %d s, as the live"
                + " view does, and %s. CPU is of the server's process, JIT included. Lag is how late"
                + " the loops' timers ran: the share that ran more than 5 ms late, how many more than"
                + " 10, 25 and 50 ms; the worst is of the node's own samples, which reach up to five"
                + " seconds beyond the turn on either side.")
            .formatted(
                Report.whole(shape.connections()),
                Report.whole(shape.hot()),
                shape.rate(),
                shape.seconds(),
                shape.consoles(),
                LIVE_SECONDS,
                shape.lists() == 0
                    ? "for nothing else"
                    : ("for headroom, a page of channels, the hot channel and its connections each"
                            + " %d s, which the other views ask for once")
                        .formatted(shape.lists())));
    turns.tell(report, shape.consoles());
  }
}
