package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time, or none: slow senders, silent ones, those that never read. */
class HttpPatienceIT {
  private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Node.development(
            Map.of(
                "http.header-timeout", "500ms",
                "http.body-timeout", "500ms",
                "http.keep-alive-timeout", "750ms"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET /health HTTP/1.1",
        "GET /health HTTP/1.1\r\nHost: local",
        "POST /channels/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel",
        "POST /channels/a HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "GET /channels/a HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upg",
      })
  void halfARequestIsNotWaitedForLong(String half) throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.send(half).reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.body()).contains("request-timeout");
      socket.assertEnded();
    }
  }

  /** Each byte comes in time, the request does not. */
  @ParameterizedTest
  @ValueSource(
      strings = {"GET /", "POST /channels/a HTTP/1.1\r\nHost: l\r\nContent-Length: 99\r\n\r\n"})
  void aTrickleIsNotWaitedForLong(String begin) throws IOException {
    try (var socket = node.connect()) {
      socket.send(begin);
      while (socket.isSilentFor(Duration.ofMillis(20))) {
        socket.send("a");
      }
      assertThat(socket.reply().status()).isEqualTo(408);
    }
  }

  @Test
  void anIdleConnectionIsLetGoWithoutAWord() throws IOException {
    try (var socket = node.connect()) {
      assertThat(socket.get("/health").reply().status()).isEqualTo(200);
      socket.assertEnded();
    }
  }

  @Test
  void aRequestThatBeginsWhileIdleHasTheTimeOfARequest() throws IOException {
    try (var socket = node.connect()) {
      assertThat(socket.get("/health").reply().status()).isEqualTo(200);
      socket.send("GET /hea");
      assertThat(socket.reply().status()).isEqualTo(408);
      socket.assertEnded();
    }
  }

  @Test
  void aClientThatHasFinishedSendingIsStillAnswered() throws IOException {
    try (var socket = node.connect()) {
      socket.send("GET /health" + HEAD).finish();
      assertThat(socket.reply().status()).isEqualTo(200);
      socket.assertEnded();
    }
  }

  @Test
  void halfARequestThatEndsIsForgotten() throws IOException {
    double before = node.value(Metric.PUBLICATIONS, "1");
    for (int i = 0; i < 20; i++) {
      try (var socket = node.connect()) {
        socket.send("POST /channels/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhel");
        if (i % 2 == 0) {
          socket.finish();
        } else {
          socket.reset();
        }
      }
    }
    node.awaitValue(1, Metric.SOCKETS);
    assertThat(node.value(Metric.PUBLICATIONS, "1")).isEqualTo(before);
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    try (var socket = node.connect()) {
      var requests = new StringBuilder();
      var expected = new ArrayList<Integer>();
      for (int i = 0; i < 500; i++) {
        // Some are answered at once, some by another thread, some are wrong.
        String target = List.of("/health", "/metrics", "/nothing", "/ready", "/%").get(i % 5);
        requests.append("GET ").append(target).append(HEAD);
        expected.add(List.of(200, 200, 404, 200, 400).get(i % 5));
      }
      var sender =
          Thread.startVirtualThread(
              () -> socket.trySend(requests.toString().getBytes(StandardCharsets.US_ASCII)));
      var got = new ArrayList<Integer>();
      for (int i = 0; i < 500; i++) {
        got.add(socket.reply().status());
      }
      assertThat(got).isEqualTo(expected);
      assertThat(sender.isInterrupted()).isFalse();
    }
  }

  @Test
  void pipelinedPublicationsKeepTheirOrder() throws IOException {
    try (var ear = node.subscribe("/channels/pipe");
        var socket = node.connect()) {
      var requests = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        String body = Integer.toString(i);
        requests.append(
            "POST /channels/pipe HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body));
      }
      socket.send(requests.toString());
      for (int i = 0; i < 300; i++) {
        assertThat(ear.frame().text()).isEqualTo(Integer.toString(i));
        assertThat(socket.reply().status()).isEqualTo(200);
      }
    }
  }

  /** It asks for far more than the kernel takes, and reads nothing of it. */
  @Test
  void aClientThatNeverReadsIsLetGo() throws IOException {
    node.publish("/channels/big", "b".repeat(60_000));
    double before = answered();
    try (var socket = RawSocket.narrow(node.address(), 4096)) {
      String request = "GET /channels/big?since=earliest" + HEAD;
      socket.trySend(request.repeat(5_000).getBytes(StandardCharsets.US_ASCII));
      Node.patiently().until(() -> answered() > before);
      node.awaitValue(1, Metric.SOCKETS);
    }
    // What the kernel took, and the server's bound; not the 300 MB that were asked for.
    assertThat(answered() - before).isLessThan(200);
  }

  private static double answered() {
    return node.value(Metric.HTTP_REQUESTS, "channel", "200");
  }

  @Test
  void aRequestBehindAnUpgradeIsRefusedOrPartOfIt() throws IOException {
    try (var socket = node.connect()) {
      socket.send(
          "GET /channels/a HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
              + "GET /health"
              + HEAD);
      var head = socket.replyHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
      node.publish("/channels/a", "hello");
      String line = socket.line();
      while (!line.startsWith("data")) {
        line = socket.line();
      }
      assertThat(line).isEqualTo("data: hello");
    }
  }

  @Test
  void halfOpenSocketsCostNothingForLong() throws IOException {
    var sockets = new ArrayList<RawSocket>();
    for (int i = 0; i < 200; i++) {
      sockets.add(node.connect());
    }
    node.awaitValue(1, Metric.SOCKETS);
    for (RawSocket socket : sockets) {
      socket.close();
    }
  }
}
