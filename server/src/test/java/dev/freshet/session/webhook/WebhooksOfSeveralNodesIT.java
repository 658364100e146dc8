package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.JdkSocket;
import dev.freshet.it.Node;
import dev.freshet.it.Parsed;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Secret;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.wire.pusher.PusherSignature;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole nodes that share Redis tell a backend together what Pusher's clients do. */
class WebhooksOfSeveralNodesIT {
  private static final Secret SECRET = Secret.of(Hooks.SECRET);
  private static final String ROOM = "presence-r";

  private final RedisProcess redis = RedisProcess.start();
  private final Backend backend = new Backend();
  private final Node a = node();
  private final Node b = node();

  WebhooksOfSeveralNodesIT() throws IOException {}

  private Node node() throws IOException {
    return Node.of(
        """
        engine: {redis: {url: [%s]}}
        apps:
          - id: "3"
            key: %s
            secret: %s
            pusher: {enabled: true}
            webhooks: [{url: '%s'}]
        """
            .formatted(redis.url(), Hooks.KEY, Hooks.SECRET, backend.uri("/hook")),
        "webhooks.vacated-delay=500ms",
        "cluster.lease=2s",
        "stop.window=0s");
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    backend.close();
    redis.close();
  }

  private static JdkSocket join(Node node, String user) {
    var socket = new JdkSocket(node.ws("/app/" + Hooks.KEY + "?protocol=7"));
    Parsed hello = next(socket, "pusher:connection_established");
    String id = Parsed.json(hello.text("data")).text("socket_id");
    String data = "{\\\"user_id\\\":\\\"" + user + "\\\"}";
    String signed = PusherSignature.channelText(id, ROOM, "{\"user_id\":\"" + user + "\"}");
    socket.send(
        """
        {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s:%s","channel_data":"%s"}}\
        """
            .formatted(ROOM, Hooks.KEY, PusherSignature.sign(SECRET, signed), data));
    return socket;
  }

  private static Parsed next(JdkSocket socket, String event) {
    Parsed next = socket.json();
    while (!next.text("event").equals(event)) {
      next = socket.json();
    }
    return next;
  }

  private static String member(String event, String user) {
    return "{\"name\":\"%s\",\"channel\":\"%s\",\"user_id\":\"%s\"}".formatted(event, ROOM, user);
  }

  @Test
  void whatHappensOnAnyNodeIsToldOnceByOne() {
    JdkSocket ann = join(a, "ann");
    next(ann, "pusher_internal:subscription_succeeded");
    JdkSocket bob = join(b, "bob");
    assertThat(next(bob, "pusher_internal:subscription_succeeded").text("data"))
        .contains("\"count\":2")
        .contains("ann");
    assertThat(next(ann, "pusher_internal:member_added").text("data")).contains("bob");
    await().until(() -> backend.events().size() == 3);

    // Ann moves to the other node before anybody is told that she went.
    ann.close();
    try (JdkSocket back = join(b, "ann")) {
      next(back, "pusher_internal:subscription_succeeded");
    }
    bob.close();

    await().until(() -> backend.events().size() == 6);
    assertThat(backend.events().subList(0, 3))
        .containsExactlyInAnyOrder(
            event("channel_occupied", ROOM),
            member("member_added", "ann"),
            member("member_added", "bob"));
    assertThat(backend.events().subList(3, 6))
        .containsExactlyInAnyOrder(
            member("member_removed", "ann"),
            member("member_removed", "bob"),
            event("channel_vacated", ROOM));
    List<String> ids = backend.taken().stream().flatMap(request -> request.ids().stream()).toList();
    assertThat(ids).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void theLastNodeTellsWhatItsStopCausesAndAnotherWhatIsLeft() {
    try (JdkSocket ann = join(a, "ann")) {
      next(ann, "pusher_internal:subscription_succeeded");
      await().until(() -> backend.events().size() == 2);
      a.close();
    }
    await().until(() -> backend.events().contains(event("channel_vacated", ROOM)));
    try (JdkSocket bob = join(b, "bob")) {
      next(bob, "pusher_internal:subscription_succeeded");
      await().until(() -> backend.events().contains(member("member_added", "bob")));
      b.close();
    }
    assertThat(backend.events()).hasSize(8);
    assertThat(backend.events().subList(6, 8))
        .containsExactlyInAnyOrder(event("channel_vacated", ROOM), member("member_removed", "bob"));
    assertThat(b.metric(Metric.WEBHOOK_EVENTS_DROPPED, "stopped")).isZero();
  }
}
