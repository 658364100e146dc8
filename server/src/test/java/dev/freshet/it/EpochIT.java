package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a channel's history ends and another begins, whoever comes back is told. */
class EpochIT {
  @Test
  void aNewLifeOfAChannelIsTold() throws Exception {
    try (Node node =
        Node.withRule(List.of("history-size: 10", "history-ttl: 10ms"), "history.idle-ttl=1s")) {
      String old = node.publish("chat", "one");
      await().atMost(Duration.ofSeconds(20)).until(() -> node.metric(Metric.HISTORY_STREAMS) == 0);
      try (var nobody = new JdkSocket(node.ws("/channels/chat?format=json&since=" + old))) {
        assertThat(nobody.json().text("signal")).isEqualTo("reset");
      }
      String next = node.publish("chat", "two");
      assertThat(epoch(next)).isNotEqualTo(epoch(old));
      try (var json = new JdkSocket(node.ws("/channels/chat?format=json&since=" + old));
          var raw = new JdkSocket(node.ws("/channels/chat?since=" + old));
          var events = new JdkEvents(node.http("/channels/chat"), old)) {
        Parsed told = json.json();
        assertThat(told.text("signal")).isEqualTo("reset");
        assertThat(told.position()).isEqualTo(next);
        assertThat(raw.ended()).startsWith("4004 ");
        JdkEvents.Event event = events.next();
        assertThat(event.name()).isEqualTo("freshet:reset");
        assertThat(event.id()).isEqualTo(next);
        String third = node.publish("chat", "three");
        assertThat(json.json().position()).isEqualTo(third);
        assertThat(events.next().id()).isEqualTo(third);
      }
      assertThat(node.metric(Metric.RESUMES, "gone")).isEqualTo(4);
    }
  }

  @Test
  void aServerThatStartsAnewHasOtherEpochs() throws Exception {
    String old;
    try (Node before = Node.development()) {
      old = before.publish("chat", "one");
    }
    try (Node after = Node.development()) {
      after.publish("chat", "other");
      try (var json = new JdkSocket(after.ws("/channels/chat?format=json&since=" + old))) {
        assertThat(json.json().text("signal")).isEqualTo("reset");
      }
    }
  }

  private static String epoch(String position) {
    return position.substring(0, position.indexOf(':'));
  }
}
