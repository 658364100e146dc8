package dev.freshet.net;

import static dev.freshet.net.ConnectionRig.QUEUED_BYTES;
import static dev.freshet.net.ConnectionRig.frame;
import static dev.freshet.net.ConnectionRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Publication;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.plain.PlainDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets that does not read, by policy. Memory is bounded whatever it does. */
class ConnectionSlowTest {
  private static final PlainDialect RAW = PlainDialect.of(false, false);
  private static final PlainDialect JSON = PlainDialect.of(true, false);

  private final ConnectionRig rig = new ConnectionRig();

  @AfterEach
  void everythingIsLetGo() {
    rig.socket.finishAndReleaseAll();
    assertThat(rig.hub.subscriptions()).isZero();
    assertThat(rig.tenant.connections()).isZero();
  }

  private static List<String> texts(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> "text " + body(i)).toList();
  }

  /** 100 bytes that start with a number. */
  private static String body(int i) {
    return "%-100d".formatted(i);
  }

  private void publish(String channel, int first, int last) {
    for (int i = first; i <= last; i++) {
      rig.publish(channel, body(i));
    }
  }

  private int heardFirst(List<String> heard) {
    return Integer.parseInt(heard.getFirst().substring(5).strip());
  }

  @Test
  void aReaderThatKeepsUpHearsEverything() {
    rig.connect(RAW, "close");
    publish("close", 1, 50);
    assertThat(rig.heard()).isEqualTo(texts(1, 50));
  }

  @Test
  void whatIsWithinTheBoundWaitsAndIsHeardInOrder() {
    Connection connection = rig.connect(RAW, "close");
    rig.socket.shut();
    publish("close", 1, 9);
    assertThat(rig.socket.isWritable()).as("beyond the watermark").isFalse();
    assertThat(connection.queuedBytes()).isBetween(9 * 100L, (long) QUEUED_BYTES);
    rig.socket.open();
    assertThat(rig.heard()).isEqualTo(texts(1, 9));
    assertThat(connection.queuedBytes()).isZero();
  }

  @Test
  void aSlowReaderIsClosedNotWaitedFor() {
    rig.connect(RAW, "close");
    rig.socket.shut();
    publish("close", 1, 100);
    assertThat(rig.count(Metric.SLOW_READERS_CLOSED)).isEqualTo(1);
    assertThat(rig.isGone("slow-reader")).isTrue();
    rig.socket.open();
    List<String> heard = rig.heard();
    assertThat(heard.getLast()).isEqualTo("close 4001");
    assertThat(heard.subList(0, heard.size() - 1)).isEqualTo(texts(1, heard.size() - 1));
  }

  @Test
  void aSlowReaderWithPolicyDropLosesTheOldestAndIsNotClosed() {
    Connection connection = rig.connect(RAW, "drop");
    rig.socket.shut();
    publish("drop", 1, 200);
    assertThat(connection.queuedBytes()).isLessThan(2L * QUEUED_BYTES);
    rig.socket.open();
    List<String> heard = rig.heard();
    int sentBefore = 0;
    while (heard.get(sentBefore).equals("text " + body(sentBefore + 1))) {
      sentBefore++;
    }
    List<String> rest = heard.subList(sentBefore, heard.size());
    int first = heardFirst(rest);
    assertThat(rest).as("the newest, without a gap").isEqualTo(texts(first, 200));
    assertThat(rig.count(Metric.PUBLICATIONS_DROPPED)).isEqualTo(first - sentBefore - 1);
    publish("drop", 201, 202);
    assertThat(rig.heard()).isEqualTo(texts(201, 202));
    assertThat(connection.queuedBytes()).isZero();
  }

  @Test
  void aSlowReaderWithPolicyConflateHearsTheNewestOfEachKey() {
    Connection connection = rig.connect(RAW, "conflate");
    rig.socket.shut();
    for (int i = 1; i <= 100; i++) {
      rig.publish("conflate", body(i), i % 2 == 0 ? "even" : "odd");
    }
    assertThat(connection.queuedBytes()).isLessThan(QUEUED_BYTES);
    rig.socket.open();
    List<String> heard = rig.heard();
    assertThat(heard.subList(heard.size() - 2, heard.size())).isEqualTo(texts(99, 100));
    assertThat(heard.size()).isLessThan(20);
    assertThat(rig.count(Metric.PUBLICATIONS_CONFLATED)).isEqualTo(100 - heard.size());
    assertThat(rig.count(Metric.PUBLICATIONS_DROPPED)).isZero();
  }

  /** Once something waits, everything waits behind it, or it would be overtaken. */
  @ParameterizedTest
  @ValueSource(strings = {"drop", "conflate"})
  void nothingOvertakesWhatWaits(String channel) {
    rig.connect(RAW, channel);
    var heard = new ArrayList<String>();
    for (int i = 1; i <= 60; i++) {
      if (i % 10 == 3) {
        rig.socket.shut();
      }
      if (i % 10 == 0) {
        rig.socket.open();
      }
      publish(channel, i, i);
      heard.addAll(rig.heard());
    }
    rig.socket.open();
    heard.addAll(rig.heard());
    List<Integer> numbers =
        heard.stream().map(text -> Integer.parseInt(text.substring(5).strip())).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates().endsWith(60);
  }

  @Test
  void whatWaitsIsLetGoWhenTheConnectionEnds() {
    Connection connection = rig.connect(RAW, "drop");
    rig.socket.shut();
    publish("drop", 1, 30);
    connection.close(CloseReason.GOING_AWAY);
    rig.socket.open();
    assertThat(rig.heard()).endsWith("close 1001").doesNotContain("text " + body(30));
  }

  @Test
  void whatWaitsIsLetGoWhenThePeerVanishes() {
    rig.connect(RAW, "conflate", "drop");
    rig.socket.shut();
    publish("drop", 1, 30);
    publish("conflate", 1, 30);
    var _ = rig.socket.close();
    assertThat(rig.isGone("normal")).isTrue();
  }

  @Test
  void aClientThatAsksAndDoesNotReadTheAnswersIsClosed() {
    rig.connect(JSON, "close");
    rig.socket.shut();
    for (int i = 0; i < 100; i++) {
      rig.send(text("nonsense"));
    }
    assertThat(rig.isGone("slow-reader")).isTrue();
  }

  @Test
  void pingsAreNotAnsweredBeyondTheBound() {
    Connection connection = rig.connect(RAW, "close");
    rig.socket.shut();
    for (int i = 0; i < 1_000; i++) {
      rig.send(frame(FrameWriter.PING, new byte[100]));
    }
    assertThat(connection.queuedBytes()).isLessThan(2L * QUEUED_BYTES);
    assertThat(rig.socket.isOpen()).isTrue();
  }

  @Test
  void aClosedSlowReaderIsNotAnsweredAnyMore() {
    rig.connect(JSON, "close");
    rig.socket.shut();
    publish("close", 1, 100);
    rig.send(text("nonsense"));
    rig.socket.open();
    assertThat(rig.heard()).endsWith("close 4001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "drop", "conflate"})
  void aLossIsToldBehindWhatWaitsAndIsNotConflatedWithIt(String policy) {
    rig.connect(JSON, policy);
    assertThat(rig.heard()).hasSize(1);
    rig.socket.shut();
    publish(policy, 1, 6);
    assertThat(rig.socket.isWritable()).as("beyond the watermark").isFalse();
    rig.publish(policy, Publication.lost(null, 5));
    publish(policy, 7, 7);
    rig.socket.open();
    List<String> heard = rig.heard();
    int loss = heard.indexOf("text {\"signal\":\"reset\",\"channel\":\"" + policy + "\"}");
    assertThat(loss).isEqualTo(heard.size() - 2);
    assertThat(heard.size()).isLessThanOrEqualTo(policy.equals("conflate") ? 7 : 8);
    assertThat(heard.getLast()).contains(body(7));
  }
}
