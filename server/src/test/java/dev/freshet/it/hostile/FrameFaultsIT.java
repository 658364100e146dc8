package dev.freshet.it.hostile;

import static dev.freshet.it.hostile.Frames.BINARY;
import static dev.freshet.it.hostile.Frames.CLOSE;
import static dev.freshet.it.hostile.Frames.CONTINUATION;
import static dev.freshet.it.hostile.Frames.FIN;
import static dev.freshet.it.hostile.Frames.PING;
import static dev.freshet.it.hostile.Frames.PONG;
import static dev.freshet.it.hostile.Frames.RSV1;
import static dev.freshet.it.hostile.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6455 sections 5 and 7 forbid, over a socket. */
class FrameFaultsIT {
  private static final int MESSAGE_MAX = 4096;

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Node.development(
            Map.of(
                "limits.message-bytes", Integer.toString(MESSAGE_MAX),
                "limits.client-rate", "0",
                "connection.heartbeat", "500ms",
                "connection.pong-timeout", "1s",
                "websocket.close-timeout", "500ms",
                "http.body-timeout", "500ms"));
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
    byte[] hi = "hi".getBytes(UTF_8);
    byte[] long126 = new byte[126];
    return Stream.of(
            Stream.of(
                arguments("unmasked", Frames.unmasked(FIN | TEXT, hi), 1002),
                arguments("unmasked and empty", Frames.unmasked(FIN | TEXT, new byte[0]), 1002),
                arguments("RSV1 without an extension", Frames.masked(FIN | RSV1 | TEXT, hi), 1002),
                arguments("RSV2", Frames.masked(FIN | 0x20 | TEXT, hi), 1002),
                arguments("RSV3", Frames.masked(FIN | 0x10 | BINARY, hi), 1002),
                arguments("RSV1 on a ping", Frames.masked(FIN | RSV1 | PING, hi), 1002),
                arguments("fragmented ping", Frames.masked(PING, hi), 1002),
                arguments("fragmented pong", Frames.masked(PONG, hi), 1002),
                arguments("fragmented close", Frames.masked(CLOSE, new byte[0]), 1002),
                arguments("ping of 126 bytes", Frames.masked(FIN | PING, long126), 1002),
                arguments("close of 126 bytes", Frames.masked(FIN | CLOSE, long126), 1002),
                arguments("ping with a 64-bit length", Frames.hex("89 FF 00 00"), 1002),
                arguments("continuation of nothing", Frames.masked(FIN, hi), 1002),
                arguments("first of a continuation of nothing", Frames.masked(0, hi), 1002),
                arguments(
                    "message within a message",
                    Frames.join(Frames.masked(TEXT, hi), Frames.text("hi")),
                    1002),
                arguments(
                    "continuation after the end",
                    Frames.join(
                        Frames.masked(TEXT, hi),
                        Frames.masked(FIN | CONTINUATION, hi),
                        Frames.masked(FIN | CONTINUATION, hi)),
                    1002),
                arguments(
                    "top bit of a 64-bit length",
                    Frames.hex("82 FF 80 00 00 00 00 00 00 01"),
                    1002),
                arguments("length not minimal", Frames.hex("82 FE 00 01 00000000 00"), 1002),
                arguments(
                    "64-bit length not minimal",
                    Frames.hex("82 FF 0000000000000001 00000000 00"),
                    1002),
                arguments("close with half a code", Frames.masked(FIN | CLOSE, new byte[1]), 1002),
                arguments(
                    "a byte too many",
                    Frames.masked(FIN | BINARY, new byte[MESSAGE_MAX + 1]),
                    1009),
                arguments("8 EiB announced", Frames.hex("82 FF 7F FF FF FF FF FF FF FF"), 1009),
                arguments(
                    "too big in fragments",
                    Frames.join(
                        Frames.masked(BINARY, new byte[MESSAGE_MAX]),
                        Frames.masked(CONTINUATION, new byte[1])),
                    1009),
                arguments("not UTF-8", Frames.masked(FIN | TEXT, Frames.hex("C3 28")), 1007),
                arguments("overlong UTF-8", Frames.masked(FIN | TEXT, Frames.hex("C0 AF")), 1007),
                arguments("surrogate", Frames.masked(FIN | TEXT, Frames.hex("ED A0 80")), 1007),
                arguments(
                    "beyond Unicode", Frames.masked(FIN | TEXT, Frames.hex("F4 90 80 80")), 1007),
                arguments(
                    "character cut off", Frames.masked(FIN | TEXT, Frames.hex("E2 82")), 1007),
                arguments(
                    "not UTF-8 in the second fragment",
                    Frames.join(
                        Frames.masked(TEXT, Frames.hex("E2 82")),
                        Frames.masked(CONTINUATION, Frames.hex("28"))),
                    1007),
                arguments("close reason not UTF-8", Frames.close(1000, Frames.hex("C3 28")), 1007)),
            IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .mapToObj(o -> arguments("opcode " + o, Frames.masked(FIN | o, hi), 1002)),
            IntStream.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000, 65_535)
                .mapToObj(c -> arguments("close code " + c, Frames.close(c, new byte[0]), 1002)))
        .flatMap(arguments -> arguments);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultEndsItsConnectionWithItsCode(String name, byte[] frames, int code) throws IOException {
    try (var socket = node.subscribe("/channels/faults")) {
      socket.send(frames);
      assertThat(closing(socket)).isEqualTo(code);
      socket.assertEnded();
    }
    node.awaitValue(1, Metric.CONNECTIONS, "1", "ws");
  }

  /** What came before a fault is still taken. */
  private static int closing(RawSocket socket) throws IOException {
    var frame = socket.frame();
    while (frame.opcode() != CLOSE) {
      frame = socket.frame();
    }
    return frame.code();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void aCloseIsAnsweredWithItsOwnCode(int code) throws IOException {
    try (var socket = node.subscribe("/channels/faults")) {
      socket.send(Frames.close(code, "bye".getBytes(UTF_8)));
      assertThat(socket.frame().code()).isEqualTo(code);
      socket.assertEnded();
    }
  }

  @Test
  void aCloseWithoutCodeIsAnswered() throws IOException {
    try (var socket = node.subscribe("/channels/faults")) {
      socket.send(Frames.masked(FIN | CLOSE, new byte[0]));
      assertThat(socket.frame().opcode()).isEqualTo(CLOSE);
      socket.assertEnded();
    }
  }

  @Test
  void nothingIsTakenAfterAClose() throws IOException {
    try (var other = node.subscribe("/channels/after");
        var socket = node.subscribe("/channels/after")) {
      socket.send(Frames.join(Frames.close(1000, new byte[0]), Frames.text("late")));
      assertThat(socket.frame().code()).isEqualTo(1000);
      socket.assertEnded();
      node.publish("/channels/after", "sentinel");
      assertThat(other.frame().text()).isEqualTo("sentinel");
    }
  }

  @Test
  void nothingIsTakenAfterAFault() throws IOException {
    try (var other = node.subscribe("/channels/after");
        var socket = node.subscribe("/channels/after")) {
      socket.send(Frames.join(Frames.unmasked(FIN | TEXT, new byte[0]), Frames.text("late")));
      assertThat(socket.frame().code()).isEqualTo(1002);
      node.publish("/channels/after", "sentinel");
      assertThat(other.frame().text()).isEqualTo("sentinel");
    }
  }

  @Test
  void controlFramesMayComeBetweenFragments() throws IOException {
    try (var socket = node.subscribe("/channels/fragments")) {
      socket.send(
          Frames.join(
              Frames.masked(TEXT, Frames.hex("E2 82")),
              Frames.masked(FIN | PING, "there?".getBytes(UTF_8)),
              Frames.masked(CONTINUATION, new byte[0]),
              Frames.masked(FIN | PONG, new byte[0]),
              Frames.masked(FIN | CONTINUATION, Frames.hex("AC"))));
      var pong = socket.frame();
      assertThat(pong.first()).isEqualTo(FIN | PONG);
      assertThat(pong.text()).isEqualTo("there?");
      assertThat(socket.frame().text()).isEqualTo("€");
    }
  }

  @Test
  void framesMayArriveByteByByte() throws IOException {
    try (var socket = node.subscribe("/channels/bytes")) {
      for (byte b : Frames.join(Frames.text("slowly"), Frames.masked(FIN | PING, new byte[3]))) {
        socket.send(new byte[] {b});
      }
      assertThat(new String[] {socket.frame().text(), socket.frame().text()})
          .containsExactlyInAnyOrder("slowly", "\0\0\0");
    }
  }

  /** Each byte is within its bounds, but the message never ends. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"81", "81 85 00 00", "81 85 00000000 41", "01 81 00000000 41"})
  void halfAMessageIsNotWaitedForLong(String half) throws IOException {
    long begun = System.nanoTime();
    try (var socket = node.subscribe("/channels/half")) {
      socket.send(Frames.hex(half));
      var frame = socket.anyFrame();
      while (frame.opcode() == PING) {
        frame = socket.anyFrame();
      }
      assertThat(frame.code()).isEqualTo(1002);
      socket.assertEnded();
    }
    // The setting, a heartbeat until it is noticed, and a busy machine.
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
  }

  @Test
  void incompleteFramesOfSeveralMessagesDoNotAddUp() throws IOException {
    try (var patient =
            Node.development(
                Map.of(
                    "connection.heartbeat", "250ms",
                    "connection.pong-timeout", "250ms",
                    "http.body-timeout", "2s"));
        var socket = patient.subscribe("/channels/pause")) {
      for (int i = 0; i < 4; i++) {
        socket.send(Frames.hex("89 80 00"));
        assertThat(socket.anyFrame().opcode()).isEqualTo(PING);
        socket.send(Frames.hex("000000"));
        assertThat(socket.anyFrame().opcode()).isEqualTo(PONG);
      }
      socket.send(Frames.text("alive"));
      assertThat(socket.frame().text()).isEqualTo("alive");
    }
  }

  @Test
  void aResetIsAnOrdinaryEnd() throws IOException {
    for (int i = 0; i < 20; i++) {
      var socket = node.subscribe("/channels/reset");
      socket.send(Frames.hex("81 FE 10"));
      socket.reset();
    }
    node.awaitValue(1, Metric.CONNECTIONS, "1", "ws");
  }

  @Test
  void aClientThatDoesNotAnswerTheFarewellIsLetGo() throws IOException {
    try (var socket = node.subscribe("/channels/silent")) {
      socket.send(Frames.unmasked(FIN | TEXT, new byte[0]));
      assertThat(socket.frame().code()).isEqualTo(1002);
      socket.assertEnded();
    }
  }

  @Test
  void aPeerThatAnswersNoPingIsDead() throws IOException {
    try (var hasty =
            Node.development(
                Map.of("connection.heartbeat", "250ms", "connection.pong-timeout", "250ms"));
        var socket = hasty.subscribe("/channels/dead")) {
      var frame = socket.anyFrame();
      while (frame.opcode() == PING) {
        frame = socket.anyFrame();
      }
      assertThat(frame.code()).isEqualTo(4000);
      assertThat(hasty.value(Metric.PEERS_DEAD)).isEqualTo(1);
    }
  }
}
