package dev.freshet.net;

import static dev.freshet.net.ConnectionRig.CLOSE;
import static dev.freshet.net.ConnectionRig.HEARTBEAT;
import static dev.freshet.net.ConnectionRig.MESSAGE;
import static dev.freshet.net.ConnectionRig.PONG;
import static dev.freshet.net.ConnectionRig.close;
import static dev.freshet.net.ConnectionRig.frame;
import static dev.freshet.net.ConnectionRig.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.CloseReason;
import dev.freshet.session.Grant;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.plain.PlainDialect;
import dev.freshet.wire.sse.SseDialect;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a connection lives, and every way in which it ends. */
class ConnectionLifeTest {
  private static final Dialect RAW = PlainDialect.of(false, false);
  private static final Dialect SSE = SseDialect.of(false, false);

  /** Held, as the log manager does not. */
  private static final Logger LOG = Logger.getLogger(Connection.class.getName());

  private final ConnectionRig rig = new ConnectionRig();

  @AfterEach
  void everythingIsLetGo() {
    rig.socket.finishAndReleaseAll();
    assertThat(rig.hub.subscriptions()).isZero();
    assertThat(rig.tenant.connections()).isZero();
    assertThat(rig.station.wheel().size()).isZero();
    assertThat(rig.count(Metric.CONNECTIONS, "app", "ws")).isZero();
    assertThat(rig.count(Metric.CONNECTIONS, "app", "sse")).isZero();
  }

  @Test
  void aConnectionIsPingedWithinTheHeartbeat() {
    rig.connect(RAW, "close");
    assertThat(rig.count(Metric.CONNECTIONS, "app", "ws")).isEqualTo(1);
    assertThat(rig.ticksUntilHeard()).isBetween(1, HEARTBEAT);
    assertThat(rig.heard()).containsExactly("ping");
    assertThat(rig.count(Metric.HEARTBEATS)).isEqualTo(1);
  }

  @Test
  void aPeerThatAnswersIsPingedAtEveryHeartbeatAndStays() {
    rig.connect(RAW, "close");
    rig.ticksUntilHeard();
    rig.heard();
    for (int i = 0; i < 5; i++) {
      rig.send(frame(FrameWriter.PONG, new byte[0]));
      assertThat(rig.ticksUntilHeard()).isEqualTo(HEARTBEAT);
      assertThat(rig.heard()).containsExactly("ping");
    }
    assertThat(rig.socket.isOpen()).isTrue();
  }

  @Test
  void whateverAPeerSendsIsASignOfLife() {
    rig.connect(RAW, "close");
    rig.ticksUntilHeard();
    rig.heard();
    rig.send(text("hello"));
    rig.ticks(PONG);
    assertThat(rig.heard()).isEmpty();
    assertThat(rig.socket.isOpen()).isTrue();
  }

  @Test
  void aPeerThatDoesNotAnswerIsDead() {
    rig.connect(RAW, "close");
    rig.ticksUntilHeard();
    rig.heard();
    rig.ticks(PONG - 1);
    assertThat(rig.heard()).isEmpty();
    rig.ticks(1);
    assertThat(rig.heard()).containsExactly("close 4000");
    assertThat(rig.isGone("no-pong")).isTrue();
    assertThat(rig.count(Metric.PEERS_DEAD)).isEqualTo(1);
    rig.ticks(CLOSE);
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void anEventStreamIsKeptAliveAndNeedNotAnswer() {
    rig.listen(SSE, "close");
    for (int i = 0; i < 4; i++) {
      assertThat(rig.ticksUntilHeard()).isLessThanOrEqualTo(HEARTBEAT);
      assertThat(new String(rig.socket.sent(), UTF_8)).isEqualTo(":\n\n");
    }
    assertThat(rig.socket.isOpen()).isTrue();
  }

  @Test
  void aPingIsAnsweredWithItsPayload() {
    rig.connect(RAW, "close");
    rig.send(frame(FrameWriter.PING, new byte[] {'a', 'b'}));
    assertThat(rig.heard()).containsExactly("pong ab");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void aPeersCloseIsAnsweredWithItsCodeAndTheSocketIsClosed(int code) {
    rig.connect(RAW, "close");
    rig.send(close(code));
    assertThat(rig.heard()).containsExactly("close " + code);
    assertThat(rig.socket.isOpen()).isFalse();
    assertThat(rig.isGone("normal")).isTrue();
  }

  @Test
  void aPeersCloseWithoutACodeIsAnsweredAsNormal() {
    rig.connect(RAW, "close");
    rig.send(frame(FrameWriter.CLOSE, new byte[0]));
    assertThat(rig.heard()).containsExactly("close 1000");
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aFarewellIsSaidOnceAndItsAnswerClosesTheSocket(CloseReason reason) {
    Connection connection = rig.connect(RAW, "close");
    connection.close(reason);
    connection.close(CloseReason.INTERNAL);
    assertThat(rig.heard()).containsExactly("close " + reason.code());
    assertThat(rig.isGone(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))).isTrue();
    assertThat(rig.socket.isOpen()).as("until the peer answers").isTrue();
    rig.send(close(reason.code()));
    assertThat(rig.heard()).isEmpty();
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void aPeerThatDoesNotAnswerAFarewellIsClosedAfterTheTimeout() {
    rig.connect(RAW, "close").close(CloseReason.GOING_AWAY);
    rig.ticks(CLOSE - 1);
    assertThat(rig.socket.isOpen()).isTrue();
    rig.ticks(1);
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void aPeerThatDoesNotReadItsFarewellIsClosedAfterTheTimeoutToo() {
    Connection connection = rig.listen(SSE, "close");
    rig.socket.shut();
    connection.close(CloseReason.GOING_AWAY);
    rig.ticks(CLOSE - 1);
    assertThat(rig.socket.isOpen()).isTrue();
    rig.ticks(1);
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void aPeerThatClosesAndDoesNotReadTheAnswerIsClosedAfterTheTimeout() {
    rig.connect(RAW, "close");
    rig.socket.shut();
    rig.send(close(1000));
    assertThat(rig.socket.isOpen()).isTrue();
    rig.ticks(CLOSE);
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void anEventStreamEndsWithItsFarewell() {
    rig.listen(SSE, "close").close(CloseReason.GOING_AWAY);
    assertThat(new String(rig.socket.sent(), UTF_8)).isEqualTo(": the server is stopping\n\n");
    assertThat(rig.socket.isOpen()).isFalse();
  }

  @Test
  void whatIsBrokenIsClosedWithTheReason() {
    rig.connect(RAW, "close");
    rig.send(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0});
    assertThat(rig.heard()).containsExactly("close 1002");
    assertThat(rig.socket.isOpen()).isFalse();
    assertThat(rig.isGone("protocol-error")).isTrue();
  }

  @Test
  void nothingThatFollowsAFarewellIsHeardOrSaid() {
    Connection connection = rig.connect(RAW, "close");
    connection.close(CloseReason.GOING_AWAY);
    rig.heard();
    rig.send(text("too late"));
    rig.send(frame(FrameWriter.PING, new byte[0]));
    rig.publish("close", "too late");
    connection.flush();
    assertThat(rig.heard()).isEmpty();
    assertThat(rig.broker.calls()).noneMatch(call -> call.startsWith("publish"));
  }

  @Test
  void aConnectionEndsWhenItsRightsDo() {
    rig.grant = Grant.of(null, Instant.now().minusSeconds(1), List.of(), List.of(), List.of());
    rig.connect(RAW, "close");
    rig.ticks(1);
    assertThat(rig.heard()).containsExactly("close 4002");
    assertThat(rig.isGone("token-expired")).isTrue();
  }

  @Test
  void rightsThatLastLongEndNothing() {
    rig.grant = Grant.of(null, Instant.now().plusSeconds(86_400), List.of(), List.of(), List.of());
    rig.connect(RAW, "close");
    assertThat(rig.ticksUntilHeard()).isBetween(1, HEARTBEAT);
    assertThat(rig.heard()).containsExactly("ping");
  }

  @Test
  void aConnectionThatIsOldEnoughIsToldToComeBack() {
    rig.age = new Age(2 * HEARTBEAT + 5, 0);
    rig.connect(PlainDialect.of(true, false), "close");
    for (int i = 0; i < 2 * HEARTBEAT + 4; i++) {
      rig.send(frame(FrameWriter.PONG, new byte[0]));
      rig.ticks(1);
    }
    assertThat(rig.heard()).noneMatch(heard -> heard.startsWith("close"));
    rig.ticks(1);
    assertThat(rig.heard())
        .satisfiesExactly(
            told -> assertThat(told).startsWith("text {\"signal\":\"come-back\",\"after\":"),
            ended -> assertThat(ended).isEqualTo("close 4006"));
    assertThat(rig.isGone("max-age")).isTrue();
  }

  @Test
  void anOldEventStreamIsToldWhenToComeBack() {
    rig.age = new Age(5, 0);
    rig.listen(SSE, "close");
    rig.ticks(5);
    assertThat(new String(rig.socket.sent(), UTF_8))
        .matches("(?s)(:\n\n)?retry: \\d+\n\n: open for long enough; come back\n\n");
    assertThat(rig.isGone("max-age")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionThatIsCutOffIsToldNothing(boolean reset) {
    Connection connection = rig.connect(RAW, "close");
    rig.socket.shut();
    rig.publish("close", "on its way");
    assertThat(connection.cut(reset)).isTrue();
    assertThat(rig.socket.isOpen()).isFalse();
    assertThat(rig.heard()).isEmpty();
    assertThat(rig.isGone("dropped")).isTrue();
    assertThat(connection.cut(reset)).isFalse();
    assertThat(rig.isGone("dropped")).isTrue();
  }

  /** It is seen at a heartbeat at the latest, and has its time from then on. */
  @Test
  void aMessageThatDoesNotComeToItsEndEndsTheConnection() {
    rig.connect(RAW, "close");
    byte[] fragment = text("a fragment");
    fragment[0] &= 0x7f;
    rig.send(fragment);
    int ticks = 0;
    while (rig.socket.isOpen() && ticks <= HEARTBEAT + MESSAGE + CLOSE) {
      rig.send(frame(FrameWriter.PONG, new byte[0]));
      rig.ticks(1);
      ticks++;
    }
    assertThat(rig.heard()).contains("close 1002").doesNotContain("close 4000");
    assertThat(rig.isGone("protocol-error")).isTrue();
    assertThat(ticks).isGreaterThan(MESSAGE);
  }

  @Test
  void aMessageThatTakesLessThanItsTimeStays() {
    rig.connect(RAW, "close");
    byte[] message = text("hello");
    for (int i = 0; i < message.length; i++) {
      rig.send(Arrays.copyOfRange(message, i, i + 1));
      if (i % 3 == 0) {
        rig.ticks(1);
      }
    }
    assertThat(message.length / 3).isLessThan(MESSAGE);
    assertThat(rig.broker.calls()).endsWith("publish app/close");
    assertThat(rig.socket.isOpen()).isTrue();
  }

  @Test
  void aResetByThePeerIsAnOrdinaryEnd() {
    rig.connect(RAW, "close");
    rig.socket.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    assertThat(rig.socket.isOpen()).isFalse();
    assertThat(rig.isGone("normal")).isTrue();
  }

  @Test
  void aFaultEndsItsConnectionOnly() {
    LOG.setLevel(Level.OFF);
    try {
      rig.connect(RAW, "close");
      rig.socket.pipeline().fireExceptionCaught(new IllegalStateException("on purpose"));
      assertThat(rig.socket.isOpen()).isFalse();
      assertThat(rig.isGone("internal")).isTrue();
    } finally {
      LOG.setLevel(null);
    }
  }

  @Test
  void aPeerThatVanishesInTheMiddleOfAMessageLeavesNothing() {
    rig.connect(RAW, "close");
    rig.send(Arrays.copyOf(text("hello"), 8));
    var _ = rig.socket.close();
    assertThat(rig.isGone("normal")).isTrue();
    rig.ticks(2 * HEARTBEAT);
    assertThat(rig.heard()).isEmpty();
  }
}
