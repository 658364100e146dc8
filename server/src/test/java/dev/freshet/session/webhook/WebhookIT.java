package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.JdkSocket;
import dev.freshet.it.Node;
import dev.freshet.it.Parsed;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Secret;
import dev.freshet.wire.pusher.PusherSignature;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole node tells a backend what Pusher's clients do. */
class WebhookIT {
  private static final Secret SECRET = Secret.of(Hooks.SECRET);
  private static final String ROOM = "presence-cache-r";

  private final Backend backend = new Backend();
  private final Node node =
      Node.of(
          """
          apps:
            - id: "3"
              key: %s
              secret: %s
              pusher: {enabled: true, client-events: private, subscription-count: true}
              webhooks: [{url: '%s'}]
          """
              .formatted(Hooks.KEY, Hooks.SECRET, backend.uri("/hook")),
          "webhooks.vacated-delay=300ms",
          "stop.window=0s");

  WebhookIT() throws IOException {}

  @AfterEach
  void close() {
    node.close();
    backend.close();
  }

  /** A client that has joined the room as this user. */
  private final class Client implements AutoCloseable {
    final JdkSocket socket = new JdkSocket(node.ws("/app/" + Hooks.KEY + "?protocol=7"));
    final String id =
        Parsed.json(await("pusher:connection_established").text("data")).text("socket_id");
    private final String user;

    Client(String user) {
      this.user = user;
      join();
    }

    void join() {
      String data = "{\\\"user_id\\\":\\\"" + user + "\\\"}";
      String signed = PusherSignature.channelText(id, ROOM, "{\"user_id\":\"" + user + "\"}");
      socket.send(
          """
          {"event":"pusher:subscribe","data":{"channel":"%s","auth":"%s:%s","channel_data":"%s"}}\
          """
              .formatted(ROOM, Hooks.KEY, PusherSignature.sign(SECRET, signed), data));
      await("pusher_internal:subscription_succeeded");
    }

    void leave() {
      socket.send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + ROOM + "\"}}");
    }

    Parsed await(String event) {
      Parsed next = socket.json();
      while (!next.text("event").equals(event)) {
        next = socket.json();
      }
      return next;
    }

    void awaitCount(int count) {
      String told = "";
      while (!told.equals("{\"subscription_count\":" + count + "}")) {
        told = await("pusher_internal:subscription_count").text("data");
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static String member(String event, String user) {
    return "{\"name\":\"%s\",\"channel\":\"%s\",\"user_id\":\"%s\"}".formatted(event, ROOM, user);
  }

  private void awaitEvents(int count) {
    await().until(() -> backend.events().size() >= count);
  }

  @Test
  void whatClientsDoInARoomIsTold() {
    try (var ann = new Client("ann")) {
      awaitEvents(3);
      assertThat(backend.events())
          .containsExactlyInAnyOrder(
              event("channel_occupied", ROOM),
              member("member_added", "ann"),
              event("cache_miss", ROOM));
      try (var bob = new Client("bob")) {
        bob.socket.send(
            "{\"event\":\"client-wave\",\"channel\":\"" + ROOM + "\",\"data\":{\"n\":1}}");
        ann.await("client-wave");
        awaitEvents(6);
        assertThat(backend.events().subList(3, 6))
            .containsExactly(
                member("member_added", "bob"),
                event("cache_miss", ROOM),
                "{\"name\":\"client_event\",\"channel\":\""
                    + ROOM
                    + "\",\"event\":\"client-wave\",\"data\":\"{\\\"n\\\":1}\",\"socket_id\":\""
                    + bob.id
                    + "\",\"user_id\":\"bob\"}");
      }
    }
    awaitEvents(9);
    assertThat(backend.events().subList(6, 9))
        .containsExactlyInAnyOrder(
            member("member_removed", "bob"),
            member("member_removed", "ann"),
            event("channel_vacated", ROOM));
  }

  @Test
  void aClientThatIsSoonBackWasNeverGone() {
    try (var ann = new Client("ann")) {
      awaitEvents(3);
      ann.leave();
      ann.join();
      await().until(() -> node.metric(Metric.WEBHOOK_EVENTS_WAITING) == 0);
      assertThat(backend.events().subList(3, backend.events().size()))
          .allMatch(event -> event.equals(event("cache_miss", ROOM)));
    }
    await().until(() -> backend.events().contains(event("channel_vacated", ROOM)));
  }

  @Test
  void everySubscriberAndTheBackendHearHowManyThereAre() {
    try (var ann = new Client("ann");
        var bob = new Client("bob")) {
      for (Client client : List.of(ann, bob)) {
        client.socket.send(
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\",\"auth\":\"\"}}");
        client.await("pusher_internal:subscription_succeeded");
      }
      // Counts are told a little later, so that both may hear the one of ann alone first.
      ann.awaitCount(2);
      bob.awaitCount(2);
      String two =
          "{\"name\":\"subscription_count\",\"channel\":\"news\",\"subscription_count\":2}";
      await().until(() -> backend.events().contains(two));
    }
  }

  @Test
  void aNodeThatStopsTellsThatItsChannelsAreVacatedWithoutHoldingThat() {
    try (var _ = new Client("ann")) {
      awaitEvents(3);
      node.close();
    }
    assertThat(backend.events())
        .contains(event("channel_vacated", ROOM), member("member_removed", "ann"));
    assertThat(node.metric(Metric.WEBHOOK_EVENTS_DROPPED, "stopped")).isZero();
  }
}
