package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops: clients leave one after the other, and nobody keeps it from ending. */
class StoppingIT {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void clientsAreSentAwayOneAfterTheOther() throws Exception {
    try (var node = Node.development(Map.of("stop.window", "1s", "stop.timeout", "8s"))) {
      var ends = new ArrayList<Future<Long>>();
      for (int i = 0; i < 40; i++) {
        var socket = node.subscribe("/channels/a");
        ends.add(threads.submit(() -> goodbye(socket)));
      }
      for (int i = 0; i < 10; i++) {
        var stream = node.connect();
        stream.request("GET", "/channels/a", Map.of("Accept", "text/event-stream"), "");
        assertThat(stream.replyHead().status()).isEqualTo(200);
        ends.add(threads.submit(() -> streamEnds(stream)));
      }
      node.publish("/channels/a", "last");
      long begun = System.nanoTime();
      var progress = new ArrayList<Integer>();
      node.server().stop(progress::add);
      long took = System.nanoTime() - begun;
      var times = new ArrayList<Long>();
      for (Future<Long> end : ends) {
        times.add((end.get() - begun) / 1_000_000);
      }
      times.sort(null);
      assertThat(times.getLast() - times.getFirst()).isGreaterThan(WINDOW.toMillis() / 2);
      assertThat(mostWithin(times, 200)).isLessThan(times.size() / 2);
      assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(8));
      assertThat(progress).isNotEmpty().allMatch(left -> left <= 52);
      assertThat(node.value(Metric.CONNECTIONS_CLOSED, "1", "going-away")).isEqualTo(51);
      assertThat(node.value(Metric.CONNECTIONS, "1", "ws")).isZero();
      assertThat(node.log().faults()).isEmpty();
    }
  }

  /** When a client was sent away, having heard what was published before; it answers as it must. */
  private static long goodbye(RawSocket socket) throws IOException {
    try (socket) {
      assertThat(socket.frame().text()).isEqualTo("last");
      assertThat(socket.frame().code()).isEqualTo(1001);
      long now = System.nanoTime();
      socket.send(Frames.close(1001, new byte[0]));
      socket.assertEnded();
      return now;
    }
  }

  private static long streamEnds(RawSocket stream) throws IOException {
    try (stream) {
      String rest = new String(stream.rest(), StandardCharsets.UTF_8);
      assertThat(rest).contains("data: last", ": the server is stopping");
      return System.nanoTime();
    }
  }

  private static long mostWithin(List<Long> times, long millis) {
    return times.stream()
        .mapToLong(from -> times.stream().filter(t -> t >= from && t < from + millis).count())
        .max()
        .orElse(0);
  }

  @Test
  void aServerWithoutClientsStopsAtOnce() throws Exception {
    try (var node = Node.development(Map.of("stop.window", "10s", "stop.timeout", "20s"));
        var idle = node.connect();
        var silent = node.connect()) {
      assertThat(idle.get("/health").reply().status()).isEqualTo(200);
      node.leave();
      Instant begun = Instant.now();
      node.server().stop(left -> {});
      node.server().stop(left -> {});
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
      idle.assertEnded();
      silent.assertEnded();
    }
  }

  @Test
  void aRequestThatArrivesMeanwhileIsToldToAskAnother() throws Exception {
    var settings = Map.of("stop.window", "0s", "stop.timeout", "8s", "http.body-timeout", "5s");
    try (var node = Node.development(settings);
        var ready = node.connect();
        var publisher = node.connect()) {
      ready.send("GET /ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n-");
      publisher.send("POST /channels/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nh");
      assertThat(node.askReady()).isEqualTo(200);
      Future<?> stopping = threads.submit(() -> node.server().stop(left -> {}));
      Node.patiently().until(() -> isRefused(node));
      for (RawSocket socket : List.of(ready, publisher)) {
        var reply = socket.send("i").reply();
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).contains("stopping");
        assertThat(reply.header("Retry-After")).isNotNull();
        socket.assertEnded();
      }
      stopping.get();
      assertThat(node.log().faults()).isEmpty();
    }
  }

  private static boolean isRefused(Node node) {
    try (var socket = node.connect()) {
      socket.assertEnded();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aRequestUnderWayIsAnswered(@TempDir Path directory) throws Exception {
    var asked = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    HttpServer keys = keyServer(asked, mayAnswer);
    String file =
        """
        apps:
          - id: a
            key: ka
            secret: %s
            tokens:
              jwks: http://127.0.0.1:%d/keys
        """
            .formatted(Node.SECRET, keys.getAddress().getPort());
    var settings = Map.of("stop.timeout", "8s", "tokens.jwks-timeout", "5s");
    try (var node = Node.configured(directory, file, settings);
        var socket = node.connect()) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"k\"}";
      String token = Jwt.signed(header, Jwt.claims(Instant.now().plusSeconds(60), ""), "x");
      socket.request("POST", "/channels/a?token=" + token, Map.of(), "hi");
      asked.await();
      Future<?> stopping = threads.submit(() -> node.server().stop(left -> {}));
      Node.patiently().until(() -> isRefused(node));
      mayAnswer.countDown();
      var reply = socket.reply();
      assertThat(reply.body()).contains("keys-unavailable");
      assertThat(reply.header("Connection")).isEqualTo("close");
      socket.assertEnded();
      stopping.get();
    } finally {
      keys.stop(0);
    }
  }

  private HttpServer keyServer(CountDownLatch asked, CountDownLatch mayAnswer) throws IOException {
    HttpServer keys =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.setExecutor(threads);
    keys.createContext(
        "/keys",
        exchange -> {
          asked.countDown();
          try {
            mayAnswer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] body = "{\"keys\":[]}".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keys.start();
    return keys;
  }

  @Test
  void aClientThatNeverReadsDoesNotKeepItFromStopping() throws Exception {
    var settings =
        Map.of(
            "stop.window", "100ms",
            "stop.timeout", "6s",
            "websocket.close-timeout", "500ms",
            "limits.queued-bytes", "64MiB");
    try (var node = Node.development(settings);
        var deaf = RawSocket.narrow(node.address(), 4096).upgrade("/channels/deaf");
        var stream = RawSocket.narrow(node.address(), 4096)) {
      stream.request("GET", "/channels/deaf", Map.of("Accept", "text/event-stream"), "");
      assertThat(stream.replyHead().status()).isEqualTo(200);
      // More than kernels take for a socket.
      for (int i = 0; i < 150; i++) {
        node.publish("/channels/deaf", "d".repeat(60_000));
      }
      node.leave();
      Instant begun = Instant.now();
      node.server().stop(left -> {});
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
      assertThat(node.value(Metric.CONNECTIONS, "1", "ws")).isZero();
      assertThat(node.value(Metric.CONNECTIONS, "1", "sse")).isZero();
      assertThat(deaf.rest()).isNotEmpty();
      assertThat(node.log().faults()).isEmpty();
    }
  }
}
