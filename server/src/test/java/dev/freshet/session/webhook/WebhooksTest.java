package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.SETTINGS;
import static dev.freshet.session.webhook.Hooks.channel;
import static dev.freshet.session.webhook.Hooks.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.model.Secret;
import dev.freshet.model.app.WebhookEvent;
import dev.freshet.wire.pusher.PusherSignature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private final Hooks hooks = new Hooks();

  WebhooksTest() throws IOException {}

  @AfterEach
  void close() {
    hooks.close();
  }

  private void awaitEvents(int count) {
    await().until(() -> hooks.backend.events().size() >= count);
  }

  @Test
  void theExampleOfTheSpecificationIsSentWithAnIdAndSigned() {
    Webhooks webhooks = hooks.start(SETTINGS);

    webhooks.changed(channel("test_channel"), 0, 1);

    awaitEvents(1);
    Backend.Told told = hooks.backend.told().getFirst();
    assertThat(told.body())
        .matches(
            Pattern.quote(
                    "{\"time_ms\":1327078148132,\"events\":[{\"name\":\"channel_occupied\","
                        + "\"channel\":\"test_channel\",\"id\":\"")
                + "[a-z0-9]+-1\"}]}");
    assertThat(told.fields())
        .containsEntry("Content-Type", List.of("application/json"))
        .containsEntry("X-Pusher-Key", List.of(Hooks.KEY))
        .containsEntry(
            "X-Pusher-Signature",
            List.of(PusherSignature.sign(Secret.of(Hooks.SECRET), told.body().getBytes(UTF_8))));
    await().until(() -> hooks.waiting() == 0);
    assertThat(hooks.metrics.value(Metric.WEBHOOK_EVENTS_DELIVERED)).isOne();
    assertThat(hooks.metrics.value(Metric.WEBHOOK_REQUESTS, "taken")).isOne();
    assertThat(hooks.metrics.histogram(Metric.WEBHOOK_SECONDS).count()).isOne();
  }

  @Test
  void everyKindOfEventIsTold() {
    Webhooks webhooks = hooks.start(SETTINGS);
    ChannelName room = channel("presence-r");

    webhooks.changed(room, 0, 1);
    webhooks.joined(room, Member.of("u1"));
    webhooks.cacheMiss(room);
    webhooks.clientEvent(room, "client-x", Payload.json(new byte[] {'7'}), "1.2", "u1");
    webhooks.counted(room, 1);
    webhooks.left(room, "u1");
    webhooks.changed(room, 1, 0);

    awaitEvents(7);
    assertThat(hooks.backend.events())
        .containsExactly(
            event("channel_occupied", "presence-r"),
            "{\"name\":\"member_added\",\"channel\":\"presence-r\",\"user_id\":\"u1\"}",
            event("cache_miss", "presence-r"),
            "{\"name\":\"client_event\",\"channel\":\"presence-r\",\"event\":\"client-x\","
                + "\"data\":\"7\",\"socket_id\":\"1.2\",\"user_id\":\"u1\"}",
            "{\"name\":\"subscription_count\",\"channel\":\"presence-r\","
                + "\"subscription_count\":1}",
            "{\"name\":\"member_removed\",\"channel\":\"presence-r\",\"user_id\":\"u1\"}",
            event("channel_vacated", "presence-r"));
    assertThat(hooks.backend.told()).hasSize(7);
  }

  @Test
  void aWebhookIsToldOfItsKindsAndChannelsAlone() {
    Webhooks webhooks =
        hooks.start(
            SETTINGS,
            hooks.hook("/vacated", Set.of(WebhookEvent.CHANNEL_VACATED), ""),
            hooks.hook("/rooms", Set.of(WebhookEvent.CHANNEL_OCCUPIED), "room-"));

    for (String name : List.of("room-1", "my-room-1")) {
      webhooks.changed(channel(name), 0, 1);
      webhooks.changed(channel(name), 1, 2);
      webhooks.changed(channel(name), 2, 1);
      webhooks.changed(channel(name), 1, 0);
    }

    await().until(() -> hooks.backend.taken().size() >= 3 && hooks.waiting() == 0);
    assertThat(hooks.backend.taken())
        .extracting(request -> request.path() + " " + request.events())
        .containsExactlyInAnyOrder(
            "/vacated [" + event("channel_vacated", "room-1") + "]",
            "/vacated [" + event("channel_vacated", "my-room-1") + "]",
            "/rooms [" + event("channel_occupied", "room-1") + "]");
  }

  @Test
  void nobodyIsToldOfWhatIsInternalOrOfNoApp() {
    Webhooks webhooks = hooks.start(SETTINGS);

    webhooks.changed(ChannelName.ofUser("3", "u1"), 0, 1);
    webhooks.joined(ChannelName.ofUser("3", "u1"), Member.of("u1"));
    webhooks.changed(new ChannelName("4", "x"), 0, 1);
    webhooks.changed(channel("last"), 0, 1);

    await().until(() -> hooks.backend.events().size() >= 1 && hooks.waiting() == 0);
    assertThat(hooks.backend.events()).containsExactly(event("channel_occupied", "last"));
  }

  @Test
  void twoWebhooksOfOneUrlTellAnEventOnce() {
    Webhooks webhooks =
        hooks.start(
            SETTINGS,
            hooks.hook("/hook"),
            hooks.hook("/hook", Set.of(WebhookEvent.CHANNEL_OCCUPIED), "x"));

    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("x"), 1, 0);

    await().until(() -> hooks.backend.events().size() >= 2 && hooks.waiting() == 0);
    assertThat(hooks.backend.events())
        .containsExactly(event("channel_occupied", "x"), event("channel_vacated", "x"));
  }

  @Test
  void theEventsOfAChannelKeepTheirOrderThoughRequestsFail() {
    var requests = new AtomicInteger();
    hooks.backend.answer = request -> requests.incrementAndGet() % 3 == 0 ? 503 : 200;
    Webhooks webhooks = hooks.start(SETTINGS);
    var expected = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      webhooks.changed(channel("a"), 0, 1);
      webhooks.changed(channel("b"), 0, 1);
      webhooks.changed(channel("a"), 1, 0);
      webhooks.changed(channel("b"), 1, 0);
      expected.add("channel_occupied");
      expected.add("channel_vacated");
    }

    awaitEvents(200);
    for (String name : List.of("a", "b")) {
      assertThat(hooks.backend.events())
          .filteredOn(event -> event.contains("\"channel\":\"" + name + "\""))
          .extracting(event -> event.replaceAll(".*\"name\":\"([a-z_]+)\".*", "$1"))
          .isEqualTo(expected);
    }
  }

  @Test
  void whatWaitsMeanwhileGoesIntoOneRequestWhereTheAppWantsBatches() {
    var open = new CountDownLatch(1);
    hooks.backend.answer = request -> passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(Hooks.one(), hooks.batches());
    webhooks.changed(channel("first"), 0, 1);
    await().until(() -> hooks.backend.told().size() == 1);

    var expected = new ArrayList<String>(List.of(event("channel_occupied", "first")));
    for (int i = 0; i < 60; i++) {
      webhooks.changed(channel("c" + i), 0, 1);
      webhooks.changed(channel("c" + i), 1, 0);
      expected.add(event("channel_occupied", "c" + i));
      expected.add(event("channel_vacated", "c" + i));
    }
    open.countDown();

    awaitEvents(121);
    assertThat(hooks.backend.events()).isEqualTo(expected);
    assertThat(hooks.backend.taken())
        .extracting(request -> request.events().size())
        .containsExactly(1, 50, 50, 20);
  }

  @Test
  void aSlowBackendNeverHoldsUpWhoSaysWhatHappened() {
    var open = new CountDownLatch(1);
    hooks.backend.answer = request -> passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(SETTINGS);

    for (int i = 0; i < 5_000; i++) {
      webhooks.changed(channel("c" + i), 0, 1);
    }

    // All of the calls came back, and the backend has not answered one request.
    assertThat(hooks.backend.taken()).isEmpty();
    assertThat(hooks.waiting()).isEqualTo(5_000);
    // No more requests at once than is allowed.
    await().until(() -> hooks.backend.told().size() >= SETTINGS.concurrency());
    assertThat(hooks.backend.told()).hasSize(SETTINGS.concurrency());
    open.countDown();
    awaitEvents(5_000);
  }

  static boolean passes(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
