package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.SETTINGS;
import static dev.freshet.session.webhook.Hooks.SOON;
import static dev.freshet.session.webhook.Hooks.channel;
import static dev.freshet.session.webhook.Hooks.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import dev.freshet.model.Payload;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ClientRules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksFailingTest {
  private final Hooks hooks = new Hooks();

  WebhooksFailingTest() throws IOException {}

  @AfterEach
  void close() {
    hooks.close();
  }

  @Test
  void aRequestThatIsRefusedIsMadeAgainUntilItIsTaken() {
    var requests = new AtomicInteger();
    hooks.backend.answer = request -> requests.incrementAndGet() <= 3 ? 500 : 202;
    Webhooks webhooks = hooks.start(SETTINGS);

    webhooks.changed(channel("x"), 0, 1);

    await().until(() -> hooks.backend.taken().size() == 1 && hooks.waiting() == 0);
    assertThat(hooks.backend.told())
        .hasSize(4)
        .allSatisfy(request ->
            assertThat(request.events()).containsExactly(event("channel_occupied", "x")));
    assertThat(hooks.metrics.value(Metric.WEBHOOK_RETRIES)).isEqualTo(3);
    assertThat(hooks.metrics.value(Metric.WEBHOOK_REQUESTS, "refused")).isEqualTo(3);
    assertThat(hooks.metrics.value(Metric.WEBHOOK_REQUESTS, "taken")).isOne();
  }

  @Test
  void everyPauseIsAboutTwiceTheOneBeforeAndBounded() {
    var backoff = new Backoff(Duration.ofMillis(500));
    for (long full = 500; full <= 16_000; full *= 2) {
      assertThat(Duration.ofNanos(backoff.next()).toMillis()).isBetween(full / 2, full);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(Duration.ofNanos(backoff.next()).toMillis()).isBetween(15_000L, 30_000L);
    }
  }

  @Test
  void whatFailsForTooLongIsDroppedAndWhatFollowsHasItsTurn() {
    hooks.backend.answer = request -> request.body().contains("occupied") ? 500 : 200;
    Webhooks webhooks = hooks.start(Hooks.retrying(SOON));
    long start = System.nanoTime();

    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("x"), 1, 0);

    await().until(() -> hooks.backend.taken().size() == 1 && hooks.waiting() == 0);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SOON);
    assertThat(hooks.backend.events()).containsExactly(event("channel_vacated", "x"));
    assertThat(hooks.dropped("gave-up")).isOne();
    assertThat(hooks.metrics.value(Metric.WEBHOOK_EVENTS_DELIVERED)).isOne();
  }

  @Test
  void oneChannelThatFailsDoesNotHoldBackAnother() {
    hooks.backend.answer = request -> request.body().contains("bad") ? 500 : 200;
    Webhooks webhooks = hooks.start(SETTINGS);

    webhooks.changed(channel("bad"), 0, 1);
    await().until(() -> !hooks.backend.told().isEmpty());
    for (int i = 0; i < 10; i++) {
      webhooks.changed(channel("good-" + i), 0, 1);
    }

    await().until(() -> hooks.backend.taken().size() == 10);
    assertThat(hooks.waiting()).isOne();
  }

  @Test
  void aRedirectIsNotFollowed() {
    hooks.backend.answer = request -> 307;
    Webhooks webhooks = hooks.start(Hooks.retrying(Duration.ZERO));

    webhooks.changed(channel("x"), 0, 1);

    await().until(() -> hooks.dropped("gave-up") == 1);
    assertThat(hooks.backend.told()).extracting(Backend.Told::path).containsExactly("/hook");
  }

  @Test
  void aBackendThatDoesNotAnswerIsGivenUp() {
    var never = new CountDownLatch(1);
    hooks.backend.answer = request -> WebhooksTest.passes(never) ? 200 : 500;
    Webhooks webhooks =
        hooks.start(new WebhookSettings(SOON, Duration.ZERO, SOON, Duration.ZERO, 100, 50, 4));

    webhooks.changed(channel("x"), 0, 1);

    await().until(() -> hooks.dropped("gave-up") == 1);
    assertThat(hooks.metrics.value(Metric.WEBHOOK_REQUESTS, "failed")).isOne();
    never.countDown();
  }

  @Test
  void aBackendThatIsNotThereIsTriedAgain() {
    Webhooks webhooks = hooks.start(Hooks.retrying(SOON));
    hooks.backend.close();

    webhooks.changed(channel("x"), 0, 1);

    await().until(() -> hooks.dropped("gave-up") == 1);
    assertThat(hooks.metrics.value(Metric.WEBHOOK_REQUESTS, "failed")).isGreaterThan(1);
  }

  @Test
  void moreThanMayWaitIsDroppedAndCounted() {
    var open = new CountDownLatch(1);
    hooks.backend.answer = request -> WebhooksTest.passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(Hooks.queueing(10));

    for (int i = 0; i < 25; i++) {
      webhooks.changed(channel("c" + i), 0, 1);
    }

    assertThat(hooks.dropped("queue-full")).isEqualTo(15);
    assertThat(hooks.waiting()).isEqualTo(10);
    open.countDown();
    await().until(() -> hooks.waiting() == 0);
    assertThat(hooks.backend.taken()).hasSize(10);
    webhooks.changed(channel("again"), 0, 1);
    await().until(() -> hooks.backend.taken().size() == 11);
  }

  @Test
  void anEventWithDataTakesMoreOfTheQueue() {
    var open = new CountDownLatch(1);
    hooks.backend.answer = request -> WebhooksTest.passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(Hooks.queueing(10));
    Payload large = Payload.text("x".repeat(5 * 1_024));

    webhooks.clientEvent(channel("private-x"), "client-x", large, "1.2", null);
    webhooks.clientEvent(channel("private-x"), "client-x", large, "1.2", null);

    assertThat(hooks.waiting()).isOne();
    assertThat(hooks.dropped("queue-full")).isOne();
    open.countDown();
  }

  @Test
  void aReloadTakesAWebhookAwayWithWhatWaitsForIt() {
    hooks.backend.answer = request -> request.path().equals("/hook") ? 500 : 200;
    Webhooks webhooks = hooks.start(SETTINGS);
    webhooks.changed(channel("x"), 0, 1);
    await().until(() -> !hooks.backend.told().isEmpty());

    hooks.configure(hooks.hook("/new"));
    webhooks.changed(channel("x"), 1, 0);

    await().until(() -> hooks.dropped("removed") == 1 && hooks.waiting() == 0);
    assertThat(hooks.backend.events()).containsExactly(event("channel_vacated", "x"));
  }

  @Test
  void aRequestThatIsMadeAgainIsSignedWithTheSecretOfTheTime() {
    hooks.backend.answer =
        request -> List.of("new-key").equals(request.fields().get("X-Pusher-Key")) ? 200 : 401;
    Webhooks webhooks = hooks.start(SETTINGS);
    webhooks.changed(channel("test_channel"), 0, 1);
    await().until(() -> !hooks.backend.told().isEmpty());

    App app = Hooks.app(ClientRules.OFF, hooks.hook("/hook"));
    hooks.apps.replace(
        List.of(
            new App(
                app.id(),
                "new-key",
                Secret.of("new-secret"),
                app.limits(),
                app.rules(),
                app.origins(),
                app.tokens(),
                app.clients(),
                app.webhooks())));

    await().until(() -> hooks.backend.taken().size() == 1);
    Backend.Told taken = hooks.backend.taken().getFirst();
    assertThat(taken.fields().get("X-Pusher-Signature"))
        .isNotEqualTo(hooks.backend.told().getFirst().fields().get("X-Pusher-Signature"));
  }

  @Test
  void closingSaysWhatWasGivenUpAndTellsNothingMore() {
    hooks.backend.answer = request -> 500;
    Webhooks webhooks = hooks.start(Hooks.holding(Duration.ofHours(1)));
    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("y"), 1, 0);
    await().until(() -> !hooks.backend.told().isEmpty());

    webhooks.close();
    webhooks.close();
    webhooks.changed(channel("z"), 0, 1);

    assertThat(hooks.dropped("stopped")).isEqualTo(2);
    assertThat(hooks.waiting()).isZero();
  }

  @Test
  void closingMayWaitForWhatIsHeldAndUnderWay() throws InterruptedException {
    Webhooks webhooks = hooks.start(Hooks.holding(Duration.ofHours(1)));
    webhooks.changed(channel("x"), 0, 1);
    webhooks.changed(channel("x"), 1, 0);

    webhooks.close(Duration.ofSeconds(30));

    assertThat(hooks.backend.events())
        .containsExactly(event("channel_occupied", "x"), event("channel_vacated", "x"));
    assertThat(hooks.dropped("stopped")).isZero();
  }
}
