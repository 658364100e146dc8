package dev.freshet.it.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients see that cannot be let in: here one handshake may be under way, and one socket may
 * wait. A token whose key set does not come keeps a handshake under way for a second.
 */
class AdmissionIT {
  private static final String APPS =
      """
      apps:
        - id: "1"
          key: one
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
          pusher: {enabled: true}
          tokens:
            audience: here
            jwks: http://127.0.0.1:%d/keys
          channels:
            - {pattern: bystander, publish: secret, subscribe: open}
            - {pattern: closed, publish: secret, subscribe: token}
            - {pattern: "*", publish: open, subscribe: open, history-size: 10}
      """;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "server.loops", "1",
          "admission.under-way-max", "1",
          "admission.queue-max", "1",
          "tokens.jwks-timeout", "2s");

  private static final Map<String, String> STREAM = Map.of("Accept", "text/event-stream");

  /** Nobody answers there. */
  private ServerSocket keys;

  @TempDir private Path directory;
  private Node node;

  @BeforeEach
  void start() throws IOException {
    keys = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    node = Node.configured(directory, APPS.formatted(keys.getLocalPort()), SETTINGS);
  }

  @AfterEach
  void stop() throws IOException {
    keys.close();
    node.assertUndisturbed();
    node.close();
  }

  /** A client whose handshake waits for the key set. */
  private RawSocket pending() throws IOException {
    String token =
        Jwt.signed(
            "{\"alg\":\"RS256\",\"kid\":\"unknown\"}",
            Jwt.claims(Instant.now().plusSeconds(60), ""),
            Node.SECRET);
    RawSocket socket =
        node.connect()
            .askForUpgrade("/channels/closed", Map.of("Authorization", "Bearer " + token));
    node.awaitValue(1, Metric.ADMISSION_UNDER_WAY);
    return socket;
  }

  private double refused(String reason) {
    return node.value(Metric.ADMISSION_REFUSED, reason);
  }

  @Test
  void whoWaitsIsLetInWithoutALoss() throws IOException {
    try (var pending = pending();
        var waiting = node.connect()) {
      waiting.request("GET", "/channels/a", STREAM, "");
      node.awaitValue(1, Metric.ADMISSION_WAITING, "new");
      assertThat(waiting.replyHead().status()).isEqualTo(200);
      assertThat(pending.reply().status()).isEqualTo(503);
    }
    assertThat(node.value(Metric.ADMITTED, "new")).isEqualTo(1);
  }

  @Test
  void whoHasWaitedLongestGivesWayAndIsToldInItsOwnWords() throws IOException {
    try (var pending = pending();
        var socket = node.connect();
        var stream = node.connect();
        var pusher = node.connect();
        var last = node.connect()) {
      socket.askForUpgrade("/channels/a", Map.of());
      node.awaitValue(1, Metric.ADMISSION_WAITING, "new");

      stream.request("GET", "/channels/a", STREAM, "");
      var refused = socket.reply();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3);
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(refused.body()).contains("\"code\":\"overloaded\"");
      socket.assertEnded();

      pusher.askForUpgrade("/app/one", Map.of());
      var ended = stream.replyHead();
      assertThat(ended.status()).isEqualTo(200);
      assertThat(ended.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(ended.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(new String(stream.rest(), US_ASCII)).matches("retry: ?[1-3]\\d{3}\n\n: .+\n\n");

      last.request("GET", "/channels/a", STREAM, "");
      assertThat(pusher.replyHead().status()).isEqualTo(101);
      assertThat(pusher.frame().text()).contains("pusher:error").contains("4100");
      assertThat(pusher.frame().code()).isEqualTo(4100);

      assertThat(last.replyHead().status()).isEqualTo(200);
      assertThat(pending.reply().status()).isEqualTo(503);
    }
    assertThat(refused("queue-full")).isEqualTo(3);
  }

  @Test
  void aClientThatResumesAndARequestAreNotThoseWhoGiveWay() throws IOException {
    try (var pending = pending();
        var resuming = node.connect();
        var fresh = node.connect();
        var health = node.connect()) {
      resuming.request("GET", "/channels/a?since=earliest", STREAM, "");
      node.awaitValue(1, Metric.ADMISSION_WAITING, "resuming");
      fresh.request("GET", "/channels/a", STREAM, "");
      assertThat(fresh.replyHead().status()).isEqualTo(200);
      assertThat(new String(fresh.rest(), US_ASCII)).contains("\n: too many clients wait\n");
      health.get("/health");
      assertThat(resuming.replyHead().status()).isEqualTo(200);
      assertThat(new String(resuming.rest(), US_ASCII)).contains("\n: too many clients wait\n");
      assertThat(health.reply().status()).isEqualTo(200);
      assertThat(pending.reply().status()).isEqualTo(503);
    }
    assertThat(node.value(Metric.ADMITTED, "request")).isEqualTo(1);
  }

  @Test
  void whoGoesWhileItWaitsMakesRoom() throws IOException {
    try (var pending = pending();
        var next = node.connect()) {
      for (int i = 0; i < 3; i++) {
        var gone = node.connect();
        gone.request("GET", "/channels/a", STREAM, "");
        node.awaitValue(1, Metric.ADMISSION_WAITING, "new");
        gone.close();
        node.awaitValue(0, Metric.ADMISSION_WAITING, "new");
      }
      next.request("GET", "/channels/a", STREAM, "");
      assertThat(next.replyHead().status()).isEqualTo(200);
      assertThat(pending.reply().status()).isEqualTo(503);
    }
    assertThat(node.value(Metric.ADMISSION_LEFT)).isEqualTo(3);
    assertThat(refused("queue-full")).isZero();
  }

  /** A handshake that says half of what it has to is no work, so it takes nobody's place. */
  @Test
  void halfHandshakesHoldNobodyUp() throws IOException {
    var half = new ArrayList<RawSocket>();
    try {
      for (int i = 0; i < 50; i++) {
        half.add(node.connect().send("GET /channels/a HTTP/1.1\r\nHost: localh"));
      }
      Node.patiently()
          .untilAsserted(() -> assertThat(node.value(Metric.SOCKETS)).isGreaterThan(10));
      try (var whole = node.connect()) {
        whole.request("GET", "/channels/a", STREAM, "");
        assertThat(whole.replyHead().status()).isEqualTo(200);
        assertThat(whole.line()).matches("retry: ?2000");
      }
    } finally {
      for (RawSocket socket : half) {
        socket.close();
      }
    }
  }

  @Test
  void whoWaitsWhenTheServerStopsIsTold() throws Exception {
    try (var pending = pending();
        var waiting = node.connect()) {
      waiting.askForUpgrade("/channels/a", Map.of());
      node.awaitValue(1, Metric.ADMISSION_WAITING, "new");
      var stopping = Thread.startVirtualThread(node.server()::close);
      var told = waiting.reply();
      assertThat(told.status()).isEqualTo(503);
      assertThat(told.body()).contains("\"code\":\"stopping\"");
      assertThat(pending.reply().status()).isEqualTo(503);
      stopping.join();
    }
    node.close();
    node = Node.configured(directory, APPS.formatted(keys.getLocalPort()), SETTINGS);
  }
}
