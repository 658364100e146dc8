package dev.freshet.it.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may open a Pusher socket, what its frames may be, and that the rest of the node stays. */
class PusherSocketIT {
  private static final String APPS =
      """
      apps:
        - id: "1"
          key: open
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
          limits: {connections: 3, message-bytes: 1KiB}
          channels: [{pattern: bystander, publish: secret, subscribe: open}]
          pusher: {enabled: true}
        - id: "2"
          key: strict
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
          pusher: {enabled: true, strict-protocol: true}
        - id: "3"
          key: without
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
      """;

  @TempDir private Path directory;
  private Node node;

  @BeforeEach
  void start() throws IOException {
    node = Node.configured(directory, APPS, Map.of());
  }

  @AfterEach
  void stop() throws IOException {
    node.assertUndisturbed();
    node.close();
  }

  private RawSocket open() throws IOException {
    var socket = node.connect();
    socket.upgrade("/app/open?protocol=7");
    assertThat(socket.frame().text())
        .matches(
            """
            \\{"event":"pusher:connection_established","data":"\\{\\\\"socket_id\\\\":\\\\"\\d+\\.\\d+\\\\",\
            \\\\"activity_timeout\\\\":120}"}\
            """);
    return socket;
  }

  private static RawSocket say(RawSocket socket, String frame) throws IOException {
    return socket.send(Frames.masked(Frames.FIN | Frames.TEXT, frame.getBytes(UTF_8)));
  }

  private static void assertAlive(RawSocket socket) throws IOException {
    say(socket, "{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(socket.frame().text()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "/app/unknown?protocol=7,4001",
    "/app/without?protocol=7,4003",
    "/app,4005",
    "/app/,4001",
    "/app/open/further,4005",
    "/app/open?protocol=seven,4006",
    "/app/open?protocol=99999,4006",
    "/app/open?protocol=4,4007",
    "/app/open?protocol=8,4007",
    "/app/strict,4008",
  })
  void whoIsNotTakenIsToldWithACloseCode(String target, int code) throws IOException {
    try (var socket = node.connect()) {
      socket.upgrade(target);
      assertThat(socket.frame().text())
          .startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":" + code + ",\"message\":\"");
      assertThat(socket.frame().code()).isEqualTo(code);
      socket.assertEnded();
    }
    node.awaitValue(1, Metric.SOCKETS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/open",
        "/app/open?protocol=5&client=java-client&version=2.4.4",
        "/app/open?protocol=6",
        "/app/open?protocol=7&client=js&version=8.6.0&flash=false",
        "/app/strict?protocol=7",
      })
  void everyVersionThatClientsSpeakIsTaken(String target) throws IOException {
    try (var socket = node.connect()) {
      socket.upgrade(target);
      assertThat(socket.frame().text()).contains("pusher:connection_established");
      assertAlive(socket);
    }
  }

  @Test
  void aSubprotocolThatIsOfferedIsSelected() throws IOException {
    try (var socket = node.connect()) {
      var answer =
          socket
              .askForUpgrade(
                  "/app/open",
                  Map.of("Sec-WebSocket-Protocol", "other, pusher-channels-protocol-7"))
              .replyHead();
      assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("pusher-channels-protocol-7");
    }
  }

  @Test
  void aForeignPageIsToldThatItMayNot() throws IOException {
    try (var socket = node.connect()) {
      socket.askForUpgrade("/app/open?protocol=7", Map.of("Origin", "https://evil.example"));
      assertThat(socket.replyHead().status()).isEqualTo(101);
      assertThat(socket.frame().text()).contains("4009");
      assertThat(socket.frame().code()).isEqualTo(4009);
    }
  }

  /** The bystander is the third. */
  @Test
  void anAppHasNoMoreConnectionsThanItMay() throws IOException {
    try (var one = open();
        var two = open();
        var three = node.connect()) {
      three.upgrade("/app/open?protocol=7");
      assertThat(three.frame().text()).contains("4004");
      assertThat(three.frame().code()).isEqualTo(4004);
      assertAlive(one);
      assertAlive(two);
    }
  }

  @Test
  void aRequestThatIsNoUpgradeIsAnswered() throws IOException {
    try (var socket = node.connect()) {
      assertThat(socket.get("/app/open").reply().status()).isEqualTo(426);
    }
    try (var socket = node.connect()) {
      var reply = socket.request("POST", "/pusher/app/open/1/xhr", Map.of(), "x").reply();
      assertThat(reply.status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{}",
        "{\"event\":7}",
        "{\"event\":null,\"data\":{}}",
        "{\"event\":\"pusher:subscribe\"}",
        "{\"event\":\"pusher:subscribe\",\"data\":[]}",
        "{\"event\":\"pusher:subscribe\",\"data\":\"x\"}",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":7}}",
        "{\"event\":\"pusher:subscribe\",\"data\":{}}",
        "{\"event\":\"pusher:unsubscribe\",\"data\":{}}",
        "{\"event\":\"pusher:nonsense\",\"data\":{}}",
        "{\"event\":\"my-client-x\",\"channel\":\"private-x\",\"data\":{}}",
        "{\"event\":\"client-x\",\"data\":{}}",
        "{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":{}}",
        "{\"event\":\"client-x\",\"channel\":[],\"data\":{}}",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\"}",
        "{\"event\":\"pusher:ping\"}{}",
      })
  void aFrameThatMakesNoSenseIsAnsweredWithAnError(String frame) throws IOException {
    try (var socket = open()) {
      say(socket, frame);
      assertThat(socket.frame().text())
          .startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":null,\"message\":\"");
      assertAlive(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"private-x", "presence-x", "private-encrypted-x", "#server-to-user-7"})
  void aChannelThatNeedsAProofIsRefusedWithoutOne(String channel) throws IOException {
    for (String auth : List.of("\"\"", "\"open:00\"", "\"open\"", "7", "null")) {
      try (var socket = open()) {
        say(
            socket,
            """
            {"event":"pusher:subscribe","data":{"channel":"%s","auth":%s,\
            "channel_data":"{\\"user_id\\":\\"7\\"}"}}\
            """
                .formatted(channel, auth));
        assertThat(socket.frame().text())
            .startsWith("{\"event\":\"pusher:subscription_error\",\"channel\":\"" + channel + "\"")
            .contains("\"type\":\"AuthError\"", "\"status\":401");
        assertAlive(socket);
      }
      // The app may have three, and one that was closed here counts until the node has seen it.
      node.awaitValue(1, Metric.SOCKETS);
    }
  }

  @Test
  void aBinaryFrameIsNotOfThisProtocol() throws IOException {
    try (var socket = open()) {
      socket.send(Frames.masked(Frames.FIN | Frames.BINARY, new byte[] {1, 2, 3}));
      var answer = socket.frame();
      assertThat(answer.opcode() == Frames.CLOSE || answer.text().contains("pusher:error"))
          .isTrue();
    }
  }

  @Test
  void aFrameBeyondTheBoundEndsItsConnectionOnly() throws IOException {
    try (var socket = open();
        var other = open()) {
      socket.trySend(
          Frames.masked(
              Frames.FIN | Frames.TEXT, ("{\"event\":\"" + "x".repeat(100_000)).getBytes(UTF_8)));
      var first = socket.frame();
      assertThat(first.opcode() == Frames.CLOSE ? first.code() : socket.frame().code())
          .isEqualTo(1009);
      assertAlive(other);
    }
  }

  @Test
  void whoAsksTooFastIsTold() throws IOException {
    try (var socket = open()) {
      var all = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        say(socket, "{\"event\":\"pusher:ping\",\"data\":{}}");
        all.append('.');
      }
      var answers = new ArrayList<String>();
      for (int i = 0; i < all.length(); i++) {
        answers.add(socket.frame().text());
      }
      assertThat(answers).anyMatch(answer -> answer.contains("pusher:error"));
      assertThat(answers.getFirst()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":{}}");
    }
  }

  @Test
  void whoLeavesFreesTheirPlace() throws IOException {
    try (var one = open();
        var two = open()) {
      assertAlive(two);
      one.send(Frames.masked(Frames.FIN | Frames.CLOSE, new byte[] {3, (byte) 0xe8}));
      assertThat(one.frame().code()).isEqualTo(1000);
      node.awaitValue(1, Metric.CONNECTIONS, "1", "pusher");
    }
  }

  /** Connections stay, and what they may do from now on is what the file says. */
  @Test
  void aReloadHoldsForOpenConnectionsAndNewOnes() throws IOException {
    try (var old = open()) {
      String relay = "{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":{}}";
      assertThat(say(old, relay).frame().text()).contains("does not take client events");
      String next =
          APPS.replace("pusher: {enabled: true}", "pusher: {enabled: true, client-events: private}")
              .replace("key: without\n", "key: without\n    pusher: {enabled: true}\n")
              .replace("strict-protocol: true", "strict-protocol: true, activity-timeout: 30s");
      node.server().reload(Node.load(directory, next, Map.of()));
      assertThat(say(old, relay).frame().text()).contains("subscribe to the channel first");
      try (var taken = node.connect();
          var shorter = node.connect()) {
        taken.upgrade("/app/without");
        assertThat(taken.frame().text()).contains("pusher:connection_established");
        shorter.upgrade("/app/strict?protocol=7");
        assertThat(shorter.frame().text()).contains("activity_timeout\\\":30}");
      }
      node.server().reload(Node.load(directory, APPS, Map.of()));
      try (var refused = node.connect()) {
        refused.upgrade("/app/without");
        assertThat(refused.frame().text()).contains("4003");
      }
      assertAlive(old);
    }
  }
}
