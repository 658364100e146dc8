package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.SETTINGS;
import static dev.freshet.session.webhook.Hooks.channel;
import static dev.freshet.session.webhook.Hooks.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Decision.Kind;
import dev.freshet.model.ChannelName;
import dev.freshet.model.app.WebhookEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks of nodes that decide together what has happened. */
class WebhooksTellerTest {
  private static final ChannelName ROOM = channel("presence-r");

  private final Hooks hooks = new Hooks();
  private final AtomicInteger done = new AtomicInteger();

  WebhooksTellerTest() throws IOException {}

  @AfterEach
  void close() {
    hooks.close();
  }

  private static Decision decision(String id, Kind kind, @Nullable String user) {
    return new Decision(id, kind, ROOM, user, Hooks.TIME);
  }

  private static String member(String name) {
    return "{\"name\":\"%s\",\"channel\":\"presence-r\",\"user_id\":\"ann\"}".formatted(name);
  }

  @Test
  void everyDecisionIsToldUnderItsId() {
    Webhooks webhooks = hooks.start(SETTINGS, hooks.batches());

    webhooks.tell(decision("x-1", Kind.OCCUPIED, null), done::incrementAndGet);
    webhooks.tell(decision("x-2", Kind.JOINED, "ann"), done::incrementAndGet);
    webhooks.tell(decision("x-3", Kind.LEFT, "ann"), done::incrementAndGet);
    webhooks.tell(decision("x-4", Kind.VACATED, null), done::incrementAndGet);

    await().until(() -> done.get() == 4);
    assertThat(hooks.backend.events())
        .containsExactly(
            event("channel_occupied", "presence-r"),
            member("member_added"),
            member("member_removed"),
            event("channel_vacated", "presence-r"));
    assertThat(hooks.backend.taken().stream().flatMap(request -> request.ids().stream()))
        .containsExactly("x-1", "x-2", "x-3", "x-4");
  }

  @Test
  void aDecisionIsDoneWhenAllItIsForHaveTakenIt() {
    var open = new CountDownLatch(1);
    hooks.backend.answer =
        request -> request.path().equals("/quick") || WebhooksTest.passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(SETTINGS, hooks.hook("/quick"), hooks.hook("/slow"));

    webhooks.tell(decision("x-1", Kind.OCCUPIED, null), done::incrementAndGet);

    await().until(() -> hooks.backend.taken().size() == 1 && hooks.backend.told().size() == 2);
    assertThat(done).hasValue(0);
    open.countDown();
    await().until(() -> done.get() == 1);
  }

  @Test
  void whatNobodyWantsToHearIsDoneAtOnce() {
    Webhooks webhooks =
        hooks.start(SETTINGS, hooks.hook("/hook", Set.of(WebhookEvent.CHANNEL_VACATED), ""));

    assertThat(webhooks.wantsOccupancy(ROOM)).isTrue();
    assertThat(webhooks.wantsMembers(ROOM)).isFalse();
    webhooks.tell(decision("x-1", Kind.OCCUPIED, null), done::incrementAndGet);

    assertThat(done).hasValue(1);
    assertThat(hooks.backend.told()).isEmpty();
  }

  @Test
  void whatIsTriedAgainHasTheSameId() {
    hooks.backend.answer = request -> hooks.backend.told().size() < 3 ? 500 : 200;
    Webhooks webhooks = hooks.start(SETTINGS);

    webhooks.changed(ROOM, 0, 1);

    await().until(() -> !hooks.backend.taken().isEmpty());
    List<String> ids =
        hooks.backend.told().stream().flatMap(request -> request.ids().stream()).toList();
    assertThat(ids).hasSize(3).containsOnly(ids.getFirst());
  }

  @Test
  void whatIsGivenUpIsDone() {
    hooks.backend.answer = request -> 500;
    Webhooks webhooks = hooks.start(Hooks.retrying(Duration.ofMillis(20)));

    webhooks.tell(decision("x-1", Kind.OCCUPIED, null), done::incrementAndGet);

    await().until(() -> done.get() == 1);
    assertThat(hooks.dropped("gave-up")).isOne();
  }

  @Test
  void whatANodeThatStopsHasNotToldIsLeftToAnother() {
    hooks.backend.answer = request -> 500;
    Webhooks webhooks = hooks.start(SETTINGS);
    webhooks.tell(decision("x-1", Kind.OCCUPIED, null), done::incrementAndGet);
    webhooks.tell(decision("x-2", Kind.VACATED, null), done::incrementAndGet);
    await().until(() -> !hooks.backend.told().isEmpty());

    webhooks.close();

    assertThat(webhooks.room()).isZero();
    webhooks.tell(decision("x-3", Kind.OCCUPIED, null), done::incrementAndGet);
    assertThat(done).hasValue(0);
  }

  @Test
  void thereIsRoomForAsManyAsMayWaitAndWhatWasLetInIsNotDropped() {
    var open = new CountDownLatch(1);
    hooks.backend.answer = request -> WebhooksTest.passes(open) ? 200 : 500;
    Webhooks webhooks = hooks.start(Hooks.queueing(2));
    assertThat(webhooks.room()).isEqualTo(2);

    for (int i = 0; i < 3; i++) {
      webhooks.tell(decision("x-" + i, Kind.OCCUPIED, null), done::incrementAndGet);
    }

    assertThat(webhooks.room()).isNegative();
    open.countDown();
    await().until(() -> done.get() == 3);
    assertThat(hooks.dropped("queue-full")).isZero();
  }
}
