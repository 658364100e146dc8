package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask a node for what operators ask, and what a node that was emptied answers. */
class OperatorsIT {
  private static final String ADMIN = "admin-secret-0123456789";
  private static final String APP =
      """
      apps:
        - id: a
          key: ka
          secret: %s
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
      """
          .formatted(Node.SECRET);

  private static String ask(Node node, String method, String path, String headers)
      throws IOException {
    try (var socket = node.connect()) {
      String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
      var reply =
          socket
              .send(
                  "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s\r\n"
                      .formatted(method, path, length, headers))
              .reply();
      return reply.status() + " " + reply.body();
    }
  }

  private static String post(Node node, String path, String body) throws IOException {
    try (var socket = node.connect()) {
      var reply =
          socket
              .send(
                  "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(path, body.length(), body))
              .reply();
      return reply.status() + " " + reply.body();
    }
  }

  @ParameterizedTest
  @CsvSource({"GET,/nodes", "POST,/drain", "POST,/resume", "POST,/rebalance", "POST,/drop"})
  void withoutASecretThereIsNothing(String method, String path, @TempDir Path directory)
      throws Exception {
    try (var node = Node.configured(directory, APP, Map.of())) {
      String bearer = "Authorization: Bearer " + Node.SECRET + "\r\n";
      assertThat(ask(node, method, path, bearer)).startsWith("404 ").contains("not-found");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/nodes,200",
    "POST,/drain,409",
    "POST,/resume,202",
    "POST,/rebalance,409",
    "POST,/drop,400"
  })
  void onlyWhoHasTheSecretIsAnswered(
      String method, String path, int status, @TempDir Path directory) throws Exception {
    try (var node = Node.configured(directory, APP, Map.of("admin.secret", ADMIN))) {
      for (String wrong : new String[] {"", Node.SECRET, ADMIN + "x", ADMIN.substring(1)}) {
        String header = wrong.isEmpty() ? "" : "Authorization: Bearer " + wrong + "\r\n";
        assertThat(ask(node, method, path, header))
            .startsWith("401 ")
            .contains("unauthorized")
            .doesNotContain(ADMIN);
      }
      assertThat(ask(node, method, path, "Authorization: Basic " + ADMIN + "\r\n"))
          .startsWith("401 ");
      assertThat(ask(node, method, path, "Authorization: Bearer " + ADMIN + "\r\n"))
          .startsWith(status + " ");
      assertThat(node.log().faults()).isEmpty();
      node.assertUndisturbed();
    }
  }

  @ParameterizedTest
  @CsvSource({"GET,/nodes", "POST,/drain", "POST,/resume", "POST,/rebalance", "POST,/drop"})
  void noPageIsAnswered(String method, String path) throws Exception {
    try (var node = Node.development(Map.of())) {
      String origin = "Origin: http://localhost:" + node.port() + "\r\n";
      assertThat(ask(node, method, path, origin)).startsWith("403 ").contains("origin-refused");
    }
  }

  @Test
  void aNodeThatIsAloneIsNotEmptiedUnlessForced() throws Exception {
    try (var node = Node.development(Map.of("drain.notice", "0s"))) {
      node.awaitValue(1, Metric.NODES, "ready");
      assertThat(post(node, "/drain", ""))
          .startsWith("409 ")
          .contains("\"code\":\"unsafe\"", "1 connection, ", "no other node is ready");
      assertThat(post(node, "/drain", "{\"dry-run\":true}"))
          .startsWith("200 ")
          .contains("\"doubts\":[\"no other node is ready\"]");
      assertThat(post(node, "/drain", "{\"drian\":true}")).startsWith("400 ").contains("bad-json");
      assertThat(post(node, "/resume", "{\"node\":\"nobody\"}")).startsWith("404 ");
      assertThat(node.askReady()).isEqualTo(200);
      node.assertBystanderHears();
    }
  }

  @Test
  void anEmptiedNodeTurnsNewConnectionsAwayEachInItsOwnWay() throws Exception {
    try (var node = Node.development(Map.of("drain.notice", "0s", "http.retry", "100ms"))) {
      assertThat(post(node, "/drain", "{\"force\":true}")).startsWith("202 ");
      node.awaitValue(0, Metric.CONNECTIONS, "1", "ws");
      assertThat(node.value(Metric.CONNECTIONS_CLOSED, "1", "going-away")).isEqualTo(1);
      assertThat(ask(node, "GET", "/ready", "")).startsWith("503 ").contains("draining");
      assertThat(ask(node, "GET", "/health", "")).startsWith("200 ");
      try (var socket = node.connect();
          var pusher = node.connect();
          var stream = node.connect()) {
        Map<String, String> handshake =
            Map.of(
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        socket.request("GET", "/channels/a", handshake, "");
        var refused = socket.reply();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("draining");
        assertThat(refused.header("Retry-After")).isNotNull();
        pusher.upgrade("/app/dev-key?protocol=7");
        assertThat(pusher.frame().text()).contains("pusher:error", "4100");
        assertThat(pusher.frame().code()).isEqualTo(4100);
        stream.request("GET", "/channels/a", Map.of("Accept", "text/event-stream"), "");
        var answer = stream.reply();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(answer.body())
            .matches("(?s)retry: 1\\d\\d\n\n: The node is being emptied.*\n\n");
      }
      // Publishing and operators go on.
      assertThat(post(node, "/channels/a", "still")).startsWith("200 ");
      assertThat(ask(node, "GET", "/nodes", "")).startsWith("200 ").contains("draining");
      assertThat(post(node, "/resume", "")).startsWith("202 ");
      Node.patiently().until(() -> node.askReady() == 200);
      try (var socket = node.subscribe("/channels/a")) {
        node.publish("/channels/a", "again");
        assertThat(socket.frame().text()).isEqualTo("again");
      }
      assertThat(node.log().faults()).isEmpty();
    }
  }

  @Test
  void whoIsSentAwayIsToldWhenToComeBackAsFarAsItsLanguageCan() throws Exception {
    try (var node = Node.development(Map.of("drain.notice", "0s", "http.retry", "100ms"));
        var raw = node.subscribe("/channels/a");
        var json = node.subscribe("/channels/a?format=json");
        var stream = node.connect()) {
      stream.request("GET", "/channels/a", Map.of("Accept", "text/event-stream"), "");
      assertThat(stream.replyHead().status()).isEqualTo(200);
      assertThat(json.frame().text()).contains("subscribed");
      node.awaitValue(1, Metric.CONNECTIONS, "1", "sse");
      assertThat(post(node, "/drain", "{\"force\":true}")).startsWith("202 ");
      assertThat(raw.frame().code()).isEqualTo(1001);
      assertThat(json.frame().text()).matches("\\{\"signal\":\"come-back\",\"after\":1\\d\\d}");
      assertThat(json.frame().code()).isEqualTo(1001);
      String rest = new String(stream.rest(), StandardCharsets.UTF_8);
      assertThat(rest).matches("(?s).*retry: 1\\d\\d\n\n: the server is stopping\n\n");
    }
  }
}
