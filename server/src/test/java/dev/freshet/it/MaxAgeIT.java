package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that are sent away again and again because they are old. */
class MaxAgeIT {
  @Test
  void whoResumesLosesNothingAndHearsNothingTwice() throws Exception {
    try (Node node =
            Node.withRule(
                List.of("history-size: 100000", "history-ttl: 1h"),
                "hub.catch-up-max=100000",
                "connection.max-age=1s",
                "connection.max-age-jitter=60",
                "http.retry=10ms");
        var witness = new JdkSocket(node.ws("/channels?channel=a&format=json"))) {
      Parsed standing = witness.json();
      var followers = new ArrayList<Follower>();
      for (int i = 0; i < 8; i++) {
        followers.add(new Follower(node.port(), i % 2 == 0, List.of("a")));
      }
      var published = new AtomicInteger();
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            node.publish("a", "m" + published.incrementAndGet());
            return closed(node) >= 40;
          });
      String start = standing.position();
      String goal =
          start.substring(0, start.indexOf(':') + 1) + (Track.offset(start) + published.get());
      for (Follower follower : followers) {
        follower.goTo(Map.of("a", goal));
      }
      // A WebSocket that is silent for a moment is taken for cut off.
      for (Follower follower : followers) {
        follower.await(Duration.ofSeconds(20));
        assertThat(follower.tracks().getFirst().gone).isEmpty();
      }
      assertThat(node.metric(Metric.RESUMES, "gone")).isZero();
    }
  }

  private static double closed(Node node) {
    return node.metric(Metric.CONNECTIONS_CLOSED, "1", "max-age");
  }

  @Test
  void pushersClientsAreToldToComeBackAtOnce() throws Exception {
    try (Node node = Node.development("connection.max-age=250ms", "connection.max-age-jitter=0");
        var socket = new JdkSocket(node.ws("/app/dev-key?protocol=7"))) {
      assertThat(socket.json().text("event")).isEqualTo("pusher:connection_established");
      assertThat(socket.text()).contains("pusher:error", "4200");
      assertThat(socket.ended()).startsWith("4200");
    }
  }
}
