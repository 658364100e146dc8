package dev.freshet.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.redis.rig.NodeProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One node without Redis: what its clients hear when it is killed and comes back. */
@Timeout(60)
class AloneIT {
  private static final String YAML =
      """
      server: {metrics-open: true}
      http: {retry: 300ms}
      apps:
        - id: "1"
          key: k
          secret: s3cret
          pusher: {enabled: true}
          channels:
            - {pattern: "kept-*", subscribe: open, history-size: 10000}
            - {pattern: "live-*", subscribe: open}
      """;

  @Test
  void whoeverIsCutOffByADyingNodeIsToldThatThePastIsGone() throws Exception {
    try (var node = NodeProcess.start(YAML);
        var followers = new Followers("1", "k", "s3cret");
        var publisher =
            new SteadyPublisher(List.of(URI.create("http://127.0.0.1:" + node.port())), "s3cret")) {
      String url = "http://127.0.0.1:" + node.port();
      followers.open("sse", "sse", url, List.of("kept-1", "kept-2"), "");
      followers.open("ws", "ws", url, List.of("kept-1"), "");
      followers.open("live", "ws", url, List.of("live-1"), "");
      followers.open("pusher", "pusher", url, List.of("kept-1", "live-1", "presence-1"), "u1");
      followers.awaitUp();
      publisher.publish(List.of("kept-1", "kept-2"), 100);
      publisher.publishInTurn("live-1", Duration.ofMillis(10));
      await().until(() -> publisher.taken().size() > 200);
      long killed = System.currentTimeMillis();
      node.kill();
      node.restart();
      int before = publisher.taken().size();
      followers.awaitUp();
      await().until(() -> publisher.taken().size() > before + 200);
      publisher.finish();
      var down = new Trail.Away(killed, followers.lastBack(killed));
      var verdict = new Verdict(followers, publisher.taken(), List.of(down));
      await().untilAsserted(verdict::check);
      // Twice the event stream, once the WebSocket with history.
      assertThat(followers.resets()).isEqualTo(3);
      assertThat(publisher.lost()).isEmpty();
      assertThat(followers.members("presence-1").get("pusher")).containsExactly("u1");
    }
  }
}
