package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhooksRaceTest {
  private static final int CHANNELS = 8;
  private static final int VISITS = 200;
  private static final Duration DELAY = Duration.ofMillis(2);

  private final Hooks hooks = new Hooks();

  WebhooksRaceTest() throws IOException {}

  @AfterEach
  void close() {
    hooks.close();
  }

  /** Whatever is forgotten and whatever is told: what is told makes sense to who hears it. */
  @Test
  void aChannelIsToldOccupiedAndVacatedInTurnHoweverOftenItChanges() throws Exception {
    long seed = System.nanoTime();
    Webhooks webhooks = hooks.start(Hooks.holding(DELAY), hooks.batches());
    var visitors = new ArrayList<Thread>();
    for (int i = 0; i < CHANNELS; i++) {
      ChannelName name = channel("c" + i);
      var random = new Random(seed + i);
      visitors.add(Thread.ofPlatform().start(() -> visit(webhooks, name, random)));
    }
    for (Thread visitor : visitors) {
      visitor.join();
    }

    await().until(() -> hooks.waiting() == 0);
    Map<String, List<String>> told = new HashMap<>();
    for (String event : hooks.backend.events()) {
      String[] words = event.split("\"", -1);
      told.computeIfAbsent(words[7], name -> new ArrayList<>()).add(words[3]);
    }
    assertThat(told).as("seed " + seed).hasSize(CHANNELS);
    told.forEach((name, events) -> {
      assertThat(events).as(name + " of seed " + seed).hasSizeBetween(2, 2 * VISITS);
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i))
            .as("%s, event %d of seed %d", name, i, seed)
            .isEqualTo(i % 2 == 0 ? "channel_occupied" : "channel_vacated");
      }
      assertThat(events.getLast()).isEqualTo("channel_vacated");
    });
    assertThat(hooks.metrics.value(Metric.WEBHOOK_EVENTS_DELIVERED))
        .isEqualTo(hooks.backend.events().size());
    assertThat(hooks.dropped("queue-full")).isZero();
  }

  /** Comes and goes; away for less or for more than the delay. */
  private static void visit(Webhooks webhooks, ChannelName channel, Random random) {
    for (int i = 0; i < VISITS; i++) {
      webhooks.changed(channel, 0, 1);
      webhooks.changed(channel, 1, 0);
      long until = System.nanoTime() + random.nextLong(2 * DELAY.toNanos());
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
  }
}
