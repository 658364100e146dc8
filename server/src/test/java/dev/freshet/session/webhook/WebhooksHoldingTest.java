package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.SOON;
import static dev.freshet.session.webhook.Hooks.channel;
import static dev.freshet.session.webhook.Hooks.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.app.WebhookEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksHoldingTest {
  private static final ChannelName ROOM = channel("presence-r");

  private final Hooks hooks = new Hooks();

  WebhooksHoldingTest() throws IOException {}

  @AfterEach
  void close() {
    hooks.close();
  }

  /** Whatever was held before this is told or forgotten once this is told. */
  private void passTime(Webhooks webhooks) {
    webhooks.changed(channel("last"), 1, 0);
    await().until(() -> hooks.backend.events().contains(event("channel_vacated", "last")));
    await().until(() -> hooks.waiting() == 0);
  }

  @Test
  void theEndOfSomethingIsToldAWhileLater() {
    Webhooks webhooks = hooks.start(Hooks.holding(SOON));
    long start = System.nanoTime();

    webhooks.left(ROOM, "u1");
    webhooks.changed(ROOM, 1, 0);

    await().until(() -> hooks.backend.events().size() == 2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SOON);
    assertThat(hooks.backend.events())
        .containsExactly(
            "{\"name\":\"member_removed\",\"channel\":\"presence-r\",\"user_id\":\"u1\"}",
            event("channel_vacated", "presence-r"));
  }

  @Test
  void aReloadOfAPageIsNoEvent() {
    Webhooks webhooks = hooks.start(Hooks.holding(SOON));

    webhooks.left(ROOM, "u1");
    webhooks.changed(ROOM, 1, 0);
    webhooks.changed(ROOM, 0, 1);
    webhooks.joined(ROOM, Member.of("u1"));

    assertThat(hooks.waiting()).isZero();
    passTime(webhooks);
    assertThat(hooks.backend.events()).containsExactly(event("channel_vacated", "last"));
  }

  @Test
  void whoComesInPlaceOfAnotherIsToldOf() {
    Webhooks webhooks = hooks.start(Hooks.holding(SOON));

    webhooks.left(ROOM, "u1");
    webhooks.joined(ROOM, Member.of("u2"));

    passTime(webhooks);
    assertThat(hooks.backend.events())
        .containsExactlyInAnyOrder(
            "{\"name\":\"member_added\",\"channel\":\"presence-r\",\"user_id\":\"u2\"}",
            "{\"name\":\"member_removed\",\"channel\":\"presence-r\",\"user_id\":\"u1\"}",
            event("channel_vacated", "last"));
  }

  @Test
  void comingBackLaterIsToldAfterTheEnd() {
    Webhooks webhooks = hooks.start(Hooks.holding(SOON));

    webhooks.changed(channel("x"), 1, 0);
    await().until(() -> hooks.backend.events().size() == 1);
    webhooks.changed(channel("x"), 0, 1);

    await().until(() -> hooks.backend.events().size() == 2);
    assertThat(hooks.backend.events())
        .containsExactly(event("channel_vacated", "x"), event("channel_occupied", "x"));
  }

  @Test
  void aWebhookThatHearsOnlyOfBeginningsHearsNoReload() {
    Webhooks webhooks =
        hooks.start(
            Hooks.holding(SOON), hooks.hook("/hook", Set.of(WebhookEvent.CHANNEL_OCCUPIED), ""));

    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("x"), 1, 0);
    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("y"), 0, 1);

    await().until(() -> hooks.backend.events().size() == 2 && hooks.waiting() == 0);
    assertThat(hooks.backend.events())
        .containsExactlyInAnyOrder(event("channel_occupied", "x"), event("channel_occupied", "y"));
  }

  @Test
  void whatIsHeldCountsAsWaitingAndIsBounded() {
    Webhooks webhooks =
        hooks.start(
            new WebhookSettings(
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                SOON,
                Duration.ofHours(1),
                10,
                50,
                4));

    for (int i = 0; i < 25; i++) {
      webhooks.changed(channel("c" + i), 1, 0);
    }
    // The same end a second time is the same.
    webhooks.changed(channel("c0"), 1, 0);

    assertThat(hooks.waiting()).isEqualTo(10);
    assertThat(hooks.dropped("queue-full")).isEqualTo(15);
  }
}
