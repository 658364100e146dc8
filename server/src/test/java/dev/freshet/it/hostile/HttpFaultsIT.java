package dev.freshet.it.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong, too large, or mean two things at once. */
class HttpFaultsIT {
  private static final int LINE_MAX = 512;
  private static final int HEADERS_MAX = 2048;
  private static final int BODY_MAX = 64 * 1024;

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Node.development(
            Map.of(
                "http.request-line-max", Integer.toString(LINE_MAX),
                "http.headers-max", Integer.toString(HEADERS_MAX),
                "http.body-max", Integer.toString(BODY_MAX)));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  static Stream<Arguments> faults() {
    String get = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
    String post = "POST /channels/a HTTP/1.1\r\nHost: localhost\r\n";
    return Stream.of(
        arguments(
            "request line",
            "GET /" + "a".repeat(LINE_MAX) + " HTTP/1.1\r\n\r\n",
            414,
            "uri-too-long"),
        arguments(
            "request line without end", "GET /" + "a".repeat(4 * LINE_MAX), 414, "uri-too-long"),
        arguments(
            "header field",
            get + "X: " + "x".repeat(HEADERS_MAX) + "\r\n\r\n",
            431,
            "headers-too-large"),
        arguments(
            "header fields",
            get + "X: xxxxxxxxx\r\n".repeat(200) + "\r\n",
            431,
            "headers-too-large"),
        arguments(
            "header without end",
            get + "X: " + "x".repeat(4 * HEADERS_MAX),
            431,
            "headers-too-large"),
        arguments(
            "body announced",
            post + "Content-Length: " + (BODY_MAX + 1) + "\r\n\r\n",
            413,
            "body-too-large"),
        arguments(
            "body of exabytes",
            post + "Content-Length: 9223372036854775807\r\n\r\n",
            413,
            "body-too-large"),
        arguments(
            "body announced and asked for",
            post + "Expect: 100-continue\r\nContent-Length: " + (BODY_MAX + 1) + "\r\n\r\n",
            413,
            "body-too-large"),
        arguments(
            "chunks",
            post
                + "Transfer-Encoding: chunked\r\n\r\n"
                + ("2000\r\n" + "b".repeat(0x2000) + "\r\n").repeat(10),
            413,
            "body-too-large"),
        arguments(
            "two lengths",
            post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            400,
            "bad-request"),
        arguments(
            "two lengths in one", post + "Content-Length: 1, 2\r\n\r\nab", 400, "bad-request"),
        arguments("negative length", post + "Content-Length: -1\r\n\r\n", 400, "bad-request"),
        arguments("signed length", post + "Content-Length: +1\r\n\r\na", 400, "bad-request"),
        arguments(
            "length of 20 digits",
            post + "Content-Length: 99999999999999999999\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "length and chunks",
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "chunks and length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n", 400, "bad-request"),
        arguments(
            "coding after chunked",
            post + "Transfer-Encoding: chunked, gzip\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "coding twice",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "coding in HTTP/1.0",
            "POST /channels/a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n", 400, "bad-request"),
        arguments(
            "chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad-request"),
        arguments(
            "negative chunk",
            post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
            400,
            "bad-request"),
        arguments(
            "chunk of exabytes",
            post + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
            400,
            "bad-request"),
        arguments(
            "chunk longer than it says",
            post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
            400,
            "bad-request"),
        arguments(
            "space before the colon", post + "Content-Length : 1\r\n\r\na", 400, "bad-request"),
        arguments("no colon", get + "Nonsense\r\n\r\n", 400, "bad-request"),
        arguments("no name", get + ": x\r\n\r\n", 400, "bad-request"),
        arguments("NUL in a value", get + "X: a\0b\r\n\r\n", 400, "bad-request"),
        arguments("bare CR in a value", get + "X: a\rY: b\r\n\r\n", 400, "bad-request"),
        arguments("bare LF", "GET /health HTTP/1.1\nHost: localhost\n\n", 400, "bad-request"),
        arguments("no Host", "GET /health HTTP/1.1\r\n\r\n", 400, "bad-request"),
        arguments("two Hosts", get + "Host: localhost\r\n\r\n", 400, "bad-request"),
        arguments("no version", "GET /health\r\n\r\n", 400, "bad-request"),
        arguments("nonsense", "\1\2\3\4\r\n\r\n", 400, "bad-request"),
        arguments(
            "TLS", "\26\3\1\2\0\1\0\1\374\3\3" + "\0".repeat(500) + "\r\n\r\n", 400, "bad-request"),
        arguments(
            "HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
            505,
            "version-unsupported"),
        arguments(
            "HTTP/3.7",
            "GET /health HTTP/3.7\r\nHost: localhost\r\n\r\n",
            505,
            "version-unsupported"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void anUnreadableRequestIsAnsweredAndEnds(String name, String request, int status, String code)
      throws IOException {
    double before = node.value(Metric.PROBLEMS, code);
    try (var socket = node.connect()) {
      socket.trySend(request.getBytes(ISO_8859_1));
      var reply = socket.reply();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
      // What follows is read as no other request.
      socket.trySend("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      socket.assertEnded();
    }
    assertThat(node.value(Metric.PROBLEMS, code)).isEqualTo(before + 1);
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        arguments("http://localhost/health", 400),
        arguments("*", 400),
        arguments("localhost:80", 400),
        arguments("/channels/%", 400),
        arguments("/channels/%4", 400),
        arguments("/channels/%zz", 400),
        arguments("/channels/%C3%28", 400),
        arguments("/channels/%ED%A0%80", 400),
        arguments("/channels/caf\u00e9", 400),
        arguments("/channels/a?since=%FF", 400),
        arguments("/channels/a?limit=1#fragment", 400),
        arguments("/channels/a?limit=1&limit=2", 400),
        arguments("/channels/a?limit=-1", 400),
        arguments("/channels/a?limit=99999999999", 400),
        arguments("/channels/a?reverse=perhaps", 400),
        arguments("/channels/a?since=yesterday", 400),
        arguments("/channels/", 400),
        arguments("/channels/%00", 400),
        arguments("/channels/a%0Ab", 400),
        arguments("/channels/a%20b", 400),
        arguments("/channels/" + "a".repeat(201), 400),
        arguments("/channels/a/b", 404),
        arguments("/channels/../health", 404),
        arguments("//health", 404),
        arguments("/nothing", 404),
        arguments("/Health", 404));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aBadTargetIsAnsweredAndTheConnectionGoesOn(String target, int status) throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.get(target).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(status);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(socket.get("/health").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void moreParametersThanAreReadAreRefused() throws IOException {
    try (var wide = Node.development(Map.of("http.request-line-max", "64KiB"));
        var socket = wide.connect()) {
      assertThat(socket.get("/channels/a?" + "x&".repeat(1_023)).reply().status()).isEqualTo(200);
      assertThat(socket.get("/channels/a?" + "x&".repeat(1_024) + "token=t").reply().status())
          .isEqualTo(400);
    }
  }

  /** The answer is not lost to a reset though the client goes on sending. */
  @Test
  void aClientThatSendsFarTooMuchStillHearsWhy() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (var socket = node.connect()) {
        socket.send("POST /channels/a HTTP/1.1\r\nHost: x\r\nContent-Length: 16777216\r\n\r\n");
        socket.trySend(new byte[8 << 20]);
        assertThat(socket.reply().status()).isEqualTo(413);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"})
  void aMethodThatIsNotTakenIsToldWhichAre(String method) throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.request(method, "/channels/a", Map.of(), "").reply();
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
      reply = socket.request(method, "/health", Map.of(), "").reply();
      assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws IOException {
    try (var socket = node.connect()) {
      for (String target : new String[] {"/channels/a", "/health", "/metrics", "/", "/nothing"}) {
        var get = socket.get(target).reply();
        var head = socket.request("HEAD", target, Map.of(), "").replyHead();
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
      }
      assertThat(socket.get("/health").reply().body()).contains("alive");
    }
  }

  @Test
  void optionsTellsTheMethods() throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.request("OPTIONS", "/channels/a", Map.of(), "").reply();
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
      assertThat(reply.header("Content-Length")).isNull();
      assertThat(socket.get("/health").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsToldToGoAhead() throws IOException {
    try (var socket = node.connect()) {
      var headers = Map.of("Expect", "100-continue", "Content-Length", "2");
      socket.request("POST", "/channels/a", headers, "");
      assertThat(socket.replyHead().status()).isEqualTo(100);
      assertThat(socket.send("hi").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void anOptionIsTheSameInTheHeaderAsInTheQuery() throws IOException {
    try (var ear = node.subscribe("/channels/option?format=json");
        var socket = node.connect()) {
      assertThat(ear.frame().text()).contains("subscribed");
      // The bytes of UTF-8, a character each.
      var header = Map.of("Event", "caf\u00c3\u00a9");
      assertThat(socket.request("POST", "/channels/option", header, "1").reply().status())
          .isEqualTo(200);
      assertThat(ear.frame().text()).contains("\"event\":\"café\"");
      var query = socket.request("POST", "/channels/option?event=caf%C3%A9", Map.of(), "2");
      assertThat(query.reply().status()).isEqualTo(200);
      assertThat(ear.frame().text()).contains("\"event\":\"café\"");
      var latin1 = Map.of("Event", "caf\u00e9");
      assertThat(socket.request("POST", "/channels/option", latin1, "3").reply().body())
          .contains("event is not UTF-8");
    }
  }

  @Test
  void chunksAreOneBody() throws IOException {
    try (var ear = node.subscribe("/channels/chunks");
        var socket = node.connect()) {
      socket.request("POST", "/channels/chunks", Map.of("Transfer-Encoding", "chunked"), "");
      socket.send("2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: x\r\n\r\n");
      assertThat(socket.reply().status()).isEqualTo(200);
      assertThat(ear.frame().text()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
        "GET /% HTTP/1.0\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      })
  void aConnectionForOneRequestEndsWithItsAnswer(String request) throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.send(request).reply();
      assertThat(reply.header("Connection")).isEqualTo("close");
      socket.assertEnded();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Key: short",
        "Sec-WebSocket-Version: 12",
        "Connection: close",
        "Sec-WebSocket-Protocol: ,;",
        "Sec-WebSocket-Extensions: ;;;",
      })
  void aBrokenHandshakeIsAnswered(String field) throws IOException {
    int colon = field.indexOf(':');
    try (var socket = node.connect()) {
      socket.askForUpgrade(
          "/channels/a", Map.of(field.substring(0, colon), field.substring(colon + 2)));
      var reply = socket.reply();
      assertThat(reply.status()).isIn(400, 426);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
    node.awaitValue(1, Metric.CONNECTIONS, "1", "ws");
  }
}
