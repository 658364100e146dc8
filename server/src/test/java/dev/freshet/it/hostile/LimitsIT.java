package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each bound of an app: who meets it is told, is counted, and is the only one. */
class LimitsIT {
  private static final String FILE =
      """
      apps:
        - id: a
          key: ka
          secret: %1$s
        - id: few
          key: few
          secret: %1$s
          limits:
            connections: 3
            channels-per-connection: 2
            message-bytes: 100
            batch-size: 3
            publish-rate: 20
            client-rate: 5
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
              history: open
              history-size: 10
        - id: slow
          key: slow
          secret: %1$s
          limits:
            client-rate: 0
            queued-bytes: 64KiB
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
      """
          .formatted(Node.SECRET);

  private static Node node;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    node = Node.configured(directory, FILE, Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  @Test
  void anAppHasSoManyConnectionsAndNoMore() throws IOException {
    double before = node.value(Metric.HANDSHAKES_REFUSED, "connection-limit");
    var open = new ArrayList<RawSocket>();
    for (int i = 0; i < 3; i++) {
      open.add(node.subscribe("/channels/a?app=few"));
    }
    var stream = Map.of("Accept", "text/event-stream");
    try (var socket = node.connect()) {
      for (var asked :
          List.of(
              socket.askForUpgrade("/channels/a?app=few", Map.of()).reply(),
              socket.request("GET", "/channels/a?app=few", stream, "").reply())) {
        assertThat(asked.status()).isEqualTo(503);
        assertThat(asked.body()).contains("connection-limit");
        assertThat(asked.header("Retry-After")).isEqualTo("5");
      }
      // Another app is not concerned, nor is a request.
      assertThat(socket.get("/channels/a?app=few").reply().status()).isEqualTo(200);
      assertThat(socket.askForUpgrade("/channels/a?app=slow", Map.of()).replyHead().status())
          .isEqualTo(101);
    }
    assertThat(node.value(Metric.HANDSHAKES_REFUSED, "connection-limit")).isEqualTo(before + 2);
    open.getFirst().close();
    node.awaitValue(2, Metric.CONNECTIONS, "few", "ws");
    open.add(node.subscribe("/channels/a?app=few"));
    for (RawSocket socket : open) {
      socket.close();
    }
    node.awaitValue(0, Metric.CONNECTIONS, "few", "ws");
  }

  @Test
  void aConnectionHasSoManyChannelsAndNoMore() throws IOException {
    try (var socket = node.connect()) {
      String two = "/channels?app=few&channel=a&channel=b";
      var refused = socket.askForUpgrade(two + "&channel=c", Map.of()).reply();
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("too-many-channels");
      var twice = socket.askForUpgrade(two + "&channel=a", Map.of()).reply();
      assertThat(twice.status()).isEqualTo(400);
      assertThat(socket.askForUpgrade(two, Map.of()).replyHead().status()).isEqualTo(101);
    }
  }

  @Test
  void aBatchHasSoManyPublicationsAndNoMore() throws IOException {
    try (var ear = node.subscribe("/channels/batch?app=few");
        var socket = node.connect()) {
      String one = "{\"channel\":\"batch\",\"data\":\"%d\"}";
      String four = "[" + (one.formatted(1) + ",").repeat(3) + one.formatted(1) + "]";
      var refused = socket.request("POST", "/channels?app=few", Map.of(), four).reply();
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("batch-too-large");
      // Nothing of it was published.
      String big = "{\"channel\":\"batch\",\"data\":\"%s\"}".formatted("b".repeat(101));
      String three = "[" + one.formatted(2) + "," + big + "," + one.formatted(3) + "]";
      var taken = socket.request("POST", "/channels?app=few", Map.of(), three).reply();
      assertThat(taken.status()).isEqualTo(200);
      assertThat(taken.body()).containsOnlyOnce("\"code\":\"body-too-large\"");
      assertThat(ear.frame().text()).isEqualTo("2");
      assertThat(ear.frame().text()).isEqualTo("3");
    }
  }

  @Test
  void aMessageIsSoLargeAndNoLarger() throws IOException {
    try (var ear = node.subscribe("/channels/size?app=few");
        var socket = node.connect()) {
      String target = "/channels/size?app=few";
      var refused = socket.request("POST", target, Map.of(), "b".repeat(101)).reply();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).contains("body-too-large");
      assertThat(socket.request("POST", target, Map.of(), "b".repeat(100)).reply().status())
          .isEqualTo(200);
      assertThat(ear.frame().payload()).hasSize(100);
      ear.send(Frames.text("b".repeat(101)));
      assertThat(ear.frame().code()).isEqualTo(1009);
    }
    assertThat(node.value(Metric.CONNECTIONS_CLOSED, "few", "message-too-big")).isEqualTo(1);
  }

  @Test
  void anAppPublishesSoOftenAndNoOftener() throws IOException {
    double before = node.value(Metric.PROBLEMS, "rate-limited");
    try (var socket = node.connect()) {
      int taken = 0;
      var reply = publish(socket);
      while (reply.status() == 200 && taken < 1_000) {
        taken++;
        reply = publish(socket);
      }
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("1");
      assertThat(taken).isGreaterThanOrEqualTo(10).isLessThan(1_000);
      Node.patiently().until(() -> publish(socket).status() == 200);
    }
    assertThat(node.value(Metric.PROBLEMS, "rate-limited")).isGreaterThan(before);
  }

  private static RawSocket.Reply publish(RawSocket socket) throws IOException {
    return socket.request("POST", "/channels/rate?app=few", Map.of(), "hi").reply();
  }

  @Test
  void aClientSendsSoOftenAndNoOftener() throws IOException {
    byte[] burst = Frames.text("{}").clone();
    var frames = new byte[20][];
    Arrays.fill(frames, burst);
    try (var raw = node.subscribe("/channels/a?app=few");
        var json = node.subscribe("/channels/a?app=few&format=json")) {
      raw.send(Frames.join(frames));
      var frame = raw.frame();
      while (frame.opcode() == Frames.TEXT) {
        frame = raw.frame();
      }
      assertThat(frame.code()).isEqualTo(4003);
      json.send(Frames.join(frames));
      String text = json.frame().text();
      while (!text.contains("rate-limited")) {
        text = json.frame().text();
      }
      // It is told, and stays.
      json.send(Frames.masked(Frames.FIN | Frames.PING, new byte[0]));
      frame = json.frame();
      while (frame.opcode() == Frames.TEXT) {
        frame = json.frame();
      }
      assertThat(frame.opcode()).isEqualTo(Frames.PONG);
    }
    assertThat(node.value(Metric.CONNECTIONS_CLOSED, "few", "rate-limited")).isEqualTo(1);
  }

  @Test
  void aClientThatReadsTooSlowlyIsClosed() throws IOException {
    double before = node.value(Metric.SLOW_READERS_CLOSED);
    try (var deaf = RawSocket.narrow(node.address(), 4096).upgrade("/channels/deaf?app=slow");
        var ear = node.subscribe("/channels/deaf?app=slow")) {
      for (int i = 0; i < 500 && node.value(Metric.SLOW_READERS_CLOSED) == before; i++) {
        node.publish("/channels/deaf?app=slow", "d".repeat(30_000));
        assertThat(ear.frame().payload()).hasSize(30_000);
      }
      assertThat(node.value(Metric.SLOW_READERS_CLOSED)).isEqualTo(before + 1);
      var frame = deaf.frame();
      while (frame.opcode() != Frames.CLOSE) {
        frame = deaf.frame();
      }
      assertThat(frame.code()).isEqualTo(4001);
    }
  }

  /** Answers to it are held to the bound of what may wait, as publications are. */
  @Test
  void aClientThatAsksForErrorsAndReadsNoneIsClosed() throws IOException {
    double before = node.value(Metric.SLOW_READERS_CLOSED);
    byte[] nonsense = "[]".getBytes(StandardCharsets.US_ASCII);
    var frames = new byte[2_000][];
    Arrays.fill(frames, Frames.masked(Frames.FIN | Frames.TEXT, nonsense));
    byte[] burst = Frames.join(frames);
    try (var deaf =
        RawSocket.narrow(node.address(), 4096).upgrade("/channels/e?app=slow&format=json")) {
      for (int i = 0; i < 200 && node.value(Metric.SLOW_READERS_CLOSED) == before; i++) {
        deaf.trySend(burst);
      }
      node.awaitValue(before + 1, Metric.SLOW_READERS_CLOSED);
    }
    node.awaitValue(0, Metric.CONNECTIONS, "slow", "ws-json");
  }
}
