package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The WebSocket of {@code java.net.http}. */
class JdkWebSocketIT {
  private Node node;

  @BeforeEach
  void start() throws Exception {
    node = Node.development("limits.message-bytes=4KiB", "limits.client-rate=20");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JdkSocket open(String path) {
    return new JdkSocket(node.ws(path));
  }

  /** A JSON client that has heard its confirmation. */
  private JdkSocket openJson(String path) {
    var socket = open(path);
    assertThat(socket.json().text("signal")).isEqualTo("subscribed");
    return socket;
  }

  @Test
  void aTextFrameInIsATextFrameOut() {
    try (var hears = open("/channels/chat?since=earliest");
        var says = open("/channels/chat")) {
      says.send("grüße 👋");
      assertThat(hears.text()).isEqualTo("grüße 👋");
      assertThat(says.text()).isEqualTo("grüße 👋");
    }
  }

  @Test
  void aBinaryFrameInIsABinaryFrameOut() {
    try (var socket = open("/channels/chat?since=earliest")) {
      byte[] body = {0, 1, (byte) 0xff, (byte) 0xfe};
      socket.socket().sendBinary(ByteBuffer.wrap(body), true).join();
      assertThat(socket.binary()).isEqualTo(body);
    }
  }

  @Test
  void fragmentsArePutTogether() {
    try (var socket = open("/channels/chat?since=earliest")) {
      WebSocket jdk = socket.socket();
      jdk.sendText("one ", false).join();
      jdk.sendPing(ByteBuffer.wrap("between".getBytes(StandardCharsets.UTF_8))).join();
      jdk.sendText("two ", false).join();
      jdk.sendText("three", true).join();
      assertThat(socket.pong()).isEqualTo("between");
      assertThat(socket.text()).isEqualTo("one two three");
    }
  }

  @Test
  void whatHttpPublishesIsHeardWithItsPlace() {
    try (var socket = openJson("/channels/chat?format=json")) {
      String position = node.publish("chat?event=greeting", "hi");
      Parsed heard = socket.json();
      assertThat(heard.text("channel")).isEqualTo("chat");
      assertThat(heard.text("event")).isEqualTo("greeting");
      assertThat(heard.text("data")).isEqualTo("hi");
      assertThat(heard.position()).isEqualTo(position);
      assertThat(heard.number("time"))
          .isCloseTo(System.currentTimeMillis(), Offset.offset(60_000L));
    }
  }

  @Test
  void aJsonFrameInIsAPublication() {
    try (var socket = openJson("/channels/chat?format=json")) {
      socket.send("{\"data\":{\"n\":1},\"event\":\"e\"}");
      Parsed heard = socket.json();
      assertThat(heard.text("data")).isEqualTo("{\"n\":1}");
      assertThat(heard.text("event")).isEqualTo("e");
    }
  }

  @Test
  void aCommandThatFailsIsToldAndTheConnectionStays() {
    try (var socket = openJson("/channels/chat?format=json")) {
      socket.send("{\"dat\":1}").send("nonsense").send("{\"channel\":\"a b\",\"data\":\"\"}");
      assertThat(socket.json().text("code")).isEqualTo("bad-json");
      assertThat(socket.json().text("code")).isEqualTo("bad-json");
      assertThat(socket.json().text("code")).isEqualTo("bad-channel");
      socket.send("{\"data\":\"still here\"}");
      assertThat(socket.json().text("data")).isEqualTo("still here");
    }
  }

  @Test
  void sinceResumesAfterThePlaceItNames() {
    node.publish("chat", "one");
    String second = node.publish("chat", "two");
    node.publish("chat", "three");
    try (var socket = open("/channels/chat?format=json&since=" + second)) {
      Parsed told = socket.json();
      assertThat(told.flag("resumed")).isTrue();
      assertThat(told.position()).isEqualTo(second);
      assertThat(socket.json().text("data")).isEqualTo("three");
      node.publish("chat", "four");
      assertThat(socket.json().text("data")).isEqualTo("four");
    }
  }

  @Test
  void aPlaceThatIsGoneIsToldInJsonAndClosesARawSocket() {
    String position = node.publish("chat", "one");
    try (var json = open("/channels/chat?format=json&since=other:1");
        var raw = open("/channels/chat?since=other:1")) {
      Parsed told = json.json();
      assertThat(told.text("signal")).isEqualTo("reset");
      assertThat(told.position()).isEqualTo(position);
      node.publish("chat", "two");
      assertThat(json.json().text("data")).isEqualTo("two");
      assertThat(raw.ended()).startsWith("4004 ");
    }
  }

  @Test
  void severalChannelsShareAConnectionAndResumeEach() {
    String a = node.publish("a", "a1");
    String b = node.publish("b", "b1");
    node.publish("a", "a2");
    try (var socket = open("/channels?channel=a&channel=b&format=json&since=" + a + "," + b)) {
      assertThat(socket.json().text("channel")).isEqualTo("a");
      assertThat(socket.json().text("data")).isEqualTo("a2");
      assertThat(socket.json().text("signal")).isEqualTo("subscribed");
      node.publish("b", "b2");
      Parsed heard = socket.json();
      assertThat(heard.text("channel")).isEqualTo("b");
      assertThat(heard.text("data")).isEqualTo("b2");
      socket.send("{\"channel\":\"a\",\"data\":\"a3\"}");
      assertThat(socket.json().text("data")).isEqualTo("a3");
    }
  }

  @Test
  void aCloseIsAnsweredWithItsCode() {
    try (var socket = open("/channels/chat")) {
      socket.socket().sendClose(3456, "enough").join();
      assertThat(socket.ended()).startsWith("3456");
    }
  }

  @Test
  void aMessageOverTheLimitClosesWith1009() {
    try (var socket = open("/channels/chat")) {
      socket.send("x".repeat(4097));
      assertThat(socket.ended()).startsWith("1009 ");
    }
  }

  @Test
  void aRawClientThatSendsTooFastIsClosedWith4003() {
    try (var socket = open("/channels/chat")) {
      for (int i = 0; i < 50; i++) {
        var _ = socket.socket().sendText("x", true).exceptionally(gone -> null).join();
      }
      assertThat(socket.ended()).startsWith("4003 ");
    }
  }

  @Test
  void aServerThatStopsSaysGoingAway() {
    try (var socket = openJson("/channels/chat?format=json")) {
      node.close();
      assertThat(socket.ended()).startsWith("1001 ");
    }
  }

  @Test
  void aHandshakeThatIsRefusedGetsAProblem() {
    try (var client = HttpClient.newHttpClient()) {
      var refused =
          client
              .newWebSocketBuilder()
              .buildAsync(node.ws("/channels"), new WebSocket.Listener() {})
              .handle((socket, failure) ->
                  ((WebSocketHandshakeException) failure.getCause()).getResponse())
              .join();
      assertThat(refused.statusCode()).isEqualTo(400);
    }
  }
}
