package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cli.client.Json;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that stops reading, under each policy, and then reads on. */
class SlowReaderIT {
  private static final int MESSAGES = 800;
  private static final int BATCH = 40;
  private static final int BODY = 20 * 1024;

  /** What the kernel may hold for a socket, and what the server may: far less than is published. */
  private static final long MOST_BYTES = 8 * 1024 * 1024;

  private static Node node(String policy) throws IOException {
    return Node.withRule(
        List.of("history-size: 1000", "slow-reader: " + policy),
        "limits.queued-bytes=256KiB",
        "connection.pong-timeout=2m",
        "connection.heartbeat=2m",
        "websocket.close-timeout=30s");
  }

  /** Publishes bodies that begin with their number, under two conflation keys in turn. */
  private static void publish(Node node) {
    for (int start = 0; start < MESSAGES; start += BATCH) {
      var batch = new ArrayList<Map<String, Object>>();
      for (int i = start; i < start + BATCH; i++) {
        String body = i + ":" + "x".repeat(BODY);
        batch.add(Map.of("channel", "hot", "data", body, "conflation-key", "k" + i % 2));
      }
      assertThat(node.post("/channels", Json.write(batch)).statusCode()).isEqualTo(200);
    }
    // The last of them has passed every queue of the hub when a fast reader's would have.
    await().until(() -> node.metric(Metric.MAILBOX_BYTES) == 0);
  }

  private static int number(String body) {
    return Integer.parseInt(body.substring(0, body.indexOf(':')));
  }

  /** The numbers of all messages up to the last that was published. */
  private static List<Integer> readToLast(SlowSocket slow) throws IOException {
    var numbers = new ArrayList<Integer>();
    while (numbers.isEmpty() || numbers.getLast() < MESSAGES - 1) {
      numbers.add(number(slow.read().text()));
    }
    return numbers;
  }

  @Test
  void dropOldestKeepsTheNewestInOrderAndCountsTheRest() throws Exception {
    try (Node node = node("drop-oldest");
        var slow = new SlowSocket(node.port(), "/channels/hot?since=earliest")) {
      publish(node);
      List<Integer> heard = readToLast(slow);
      assertThat(heard).isSorted().doesNotHaveDuplicates();
      assertThat((long) heard.size() * BODY).isLessThan(MOST_BYTES);
      // A quarter of a megabyte of the newest waited, in one piece.
      assertThat(heard)
          .endsWith(MESSAGES - 5, MESSAGES - 4, MESSAGES - 3, MESSAGES - 2, MESSAGES - 1);
      assertThat(node.metric(Metric.PUBLICATIONS_DROPPED)).isEqualTo(MESSAGES - heard.size());
      assertThat(node.metric(Metric.CONNECTIONS, "1", "ws")).isEqualTo(1);
      node.publish("hot", MESSAGES + ":");
      assertThat(number(slow.read().text())).isEqualTo(MESSAGES);
    }
  }

  @Test
  void conflateKeepsTheNewestOfEachKeyAndCountsTheRest() throws Exception {
    try (Node node = node("conflate");
        var slow = new SlowSocket(node.port(), "/channels/hot?since=earliest")) {
      publish(node);
      List<Integer> heard = readToLast(slow);
      assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(MESSAGES - 2, MESSAGES - 1);
      assertThat((long) heard.size() * BODY).isLessThan(MOST_BYTES);
      assertThat(node.metric(Metric.PUBLICATIONS_CONFLATED)).isEqualTo(MESSAGES - heard.size());
      assertThat(node.metric(Metric.PUBLICATIONS_DROPPED)).isZero();
      assertThat(node.metric(Metric.CONNECTIONS, "1", "ws")).isEqualTo(1);
    }
  }

  @Test
  void closeEndsWith4001AndTheClientResumesWithoutLoss() throws Exception {
    try (Node node = node("close");
        var slow = new SlowSocket(node.port(), "/channels/hot?format=json")) {
      String position = Parsed.json(slow.read().text()).position();
      publish(node);
      assertThat(node.metric(Metric.SLOW_READERS_CLOSED)).isEqualTo(1);
      assertThat(node.metric(Metric.CONNECTIONS_CLOSED, "1", "slow-reader")).isEqualTo(1);
      var heard = new ArrayList<Integer>();
      position = readToClose(slow, position, heard);
      assertThat((long) heard.size() * BODY).isLessThan(MOST_BYTES);
      // What was missed is more than may wait for a connection, so that it takes several.
      for (int i = 0; i < 20 && heard.size() < MESSAGES; i++) {
        String path = "/channels/hot?format=json&since=" + position;
        try (var resumed = new SlowSocket(node.port(), path)) {
          assertThat(Parsed.json(resumed.read().text()).flag("resumed")).isTrue();
          position = readToClose(resumed, position, heard);
        }
      }
      assertThat(heard).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
    }
  }

  /** Reads until the last message, or until the connection is closed with 4001. */
  private static String readToClose(SlowSocket slow, String from, List<Integer> heard)
      throws IOException {
    String position = from;
    while (heard.size() < MESSAGES) {
      SlowSocket.Frame frame = slow.read();
      if (frame.isClose()) {
        assertThat(frame.code()).isEqualTo(4001);
        break;
      }
      Parsed message = Parsed.json(frame.text());
      heard.add(number(message.text("data")));
      position = message.position();
    }
    return position;
  }

  @Test
  void aReaderThatNeverComesBackIsLetGo() throws Exception {
    try (Node node =
            Node.withRule(
                List.of("history-size: 0"),
                "limits.queued-bytes=256KiB",
                "websocket.close-timeout=100ms");
        var slow = new SlowSocket(node.port(), "/channels/hot")) {
      publish(node);
      assertThat(slow).isNotNull();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(node.metric(Metric.CONNECTIONS, "1", "ws")).isZero());
      assertThat(node.metric(Metric.SLOW_READERS_CLOSED)).isEqualTo(1);
    }
  }

  @Test
  void aSocketThatTakesPartOfABatchGetsTheRestInOrder() throws Exception {
    try (Node node = Node.withRule(List.of("history-size: 0"), "limits.queued-bytes=64MiB");
        var slow = new SlowSocket(node.port(), "/channels/hot");
        var other = new SlowSocket(node.port(), "/channels?channel=hot&channel=calm")) {
      for (int round = 0; round < 2; round++) {
        publish(node);
        node.post("/channels/calm", "between");
        node.post("/channels/hot", MESSAGES + ":");
        List<Integer> all = IntStream.rangeClosed(0, MESSAGES).boxed().toList();
        assertThat(readUpTo(MESSAGES, slow)).isEqualTo(all);
        assertThat(readUpTo(MESSAGES, other)).isEqualTo(all);
      }
    }
  }

  /** The numbers that are heard up to the last. */
  private static List<Integer> readUpTo(int last, SlowSocket slow) throws IOException {
    var numbers = new ArrayList<Integer>();
    while (numbers.isEmpty() || numbers.getLast() < last) {
      String text = slow.read().text();
      if (!text.equals("between")) {
        numbers.add(number(text));
      }
    }
    return numbers;
  }
}
