package dev.freshet.session.webhook;

import static dev.freshet.session.webhook.Hooks.SOON;
import static dev.freshet.session.webhook.Hooks.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Health;
import dev.freshet.cluster.History;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Notice;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.model.app.ClientRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionCountsTest {
  private final Hooks hooks = new Hooks();
  private final Announced broker = new Announced();
  private SubscriptionCounts counts = make();

  SubscriptionCountsTest() throws IOException {}

  private SubscriptionCounts make() {
    return new SubscriptionCounts(
        hooks.apps,
        channel -> channel.name().startsWith("presence-"),
        broker,
        hooks.start(Hooks.SETTINGS),
        hooks.clock,
        SOON);
  }

  @BeforeEach
  void turnOn() {
    hooks.apps.replace(List.of(Hooks.app(rules(true), hooks.hook("/hook"))));
  }

  @AfterEach
  void close() {
    counts.close();
    hooks.close();
  }

  private static ClientRules rules(boolean subscriptionCount) {
    return new ClientRules(
        true,
        ClientEvents.OFF,
        subscriptionCount,
        false,
        Duration.ZERO,
        Duration.ofMinutes(2),
        false,
        ClientLimits.DEFAULT);
  }

  private void change(String channel, int before, int now) {
    counts.changed(channel(channel), before, now);
  }

  @Test
  void everyChangeOfASmallChannelIsToldOnAnotherThread() {
    for (int now = 1; now <= 100; now++) {
      change("x", now - 1, now);
      int told = now;
      await().pollInterval(Duration.ofMillis(1)).until(() -> broker.texts.size() == told);
    }
    change("x", 100, 99);

    await().until(() -> broker.texts.size() == 101);
    assertThat(broker.texts.getFirst()).isEqualTo("3/x COUNT 1");
    assertThat(broker.texts.get(99)).isEqualTo("3/x COUNT 100");
    assertThat(broker.texts.getLast()).isEqualTo("3/x COUNT 99");
    assertThat(broker.threads).doesNotContain(Thread.currentThread());
    await().until(() -> hooks.backend.events().size() == 101);
    assertThat(hooks.backend.events().getFirst())
        .isEqualTo("{\"name\":\"subscription_count\",\"channel\":\"x\",\"subscription_count\":1}");
  }

  @Test
  void aLargeChannelHearsTheLatestAtMostOnceInAWhile() {
    long start = System.nanoTime();
    change("x", 100, 101);
    await().until(() -> !broker.texts.isEmpty());
    for (int now = 102; now <= 150; now++) {
      change("x", now - 1, now);
    }

    await().until(() -> broker.texts.contains("3/x COUNT 150"));
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(time).isGreaterThanOrEqualTo(SOON);
    assertThat(broker.texts.getFirst()).isEqualTo("3/x COUNT 101");
    assertThat((long) broker.texts.size())
        .isLessThanOrEqualTo(1 + time.toMillis() / SOON.toMillis());
    await().until(() -> hooks.backend.events().size() == broker.texts.size());
  }

  @Test
  void ofChangesThatComeFasterThanTheyAreToldTheLatestIs() {
    var open = new CountDownLatch(1);
    broker.before = () -> WebhooksTest.passes(open);
    change("x", 0, 1);
    await().until(() -> !broker.threads.isEmpty());
    for (int now = 2; now <= 50; now++) {
      change("x", now - 1, now);
    }
    change("y", 0, 1);
    open.countDown();

    await().until(() -> broker.texts.size() == 3);
    assertThat(broker.texts).containsExactly("3/x COUNT 1", "3/x COUNT 50", "3/y COUNT 1");
  }

  @Test
  void aStormIsToldInWindowsAndTheLatestOfEachChannel() {
    long start = System.nanoTime();
    for (int now = 1; now <= 10; now++) {
      for (int channel = 0; channel < 150; channel++) {
        change("c" + channel, now - 1, now);
      }
    }

    await().until(() -> broker.texts.stream().filter(text -> text.endsWith(" 10")).count() == 150);
    long windows = 1 + (System.nanoTime() - start) / SubscriptionCounts.WINDOW.toNanos();
    assertThat((long) broker.texts.size())
        .isBetween(150L, windows * SubscriptionCounts.MOST_A_WINDOW);
  }

  @Test
  void anEmptyChannelIsToldToTheBackendAlone() {
    change("x", 1, 0);

    await().until(() -> hooks.backend.events().size() == 1);
    assertThat(hooks.backend.events().getFirst()).contains("\"subscription_count\":0");
    assertThat(broker.texts).isEmpty();
  }

  @Test
  void nobodyIsToldWhoDoesNotWantIt() {
    change("presence-r", 0, 1);
    counts.changed(ChannelName.ofUser("3", "u1"), 0, 1);
    counts.changed(new ChannelName("4", "x"), 0, 1);
    hooks.apps.replace(List.of(Hooks.app(rules(false), hooks.hook("/hook"))));
    change("off", 0, 1);
    turnOn();
    change("x", 1, 1);
    change("last", 0, 1);

    await().until(() -> !broker.texts.isEmpty());
    assertThat(broker.texts).containsExactly("3/last COUNT 1");
  }

  @Test
  void nothingIsToldAfterTheEnd() {
    change("x", 150, 151);
    await().until(() -> broker.texts.size() == 1);
    change("x", 151, 152);

    counts.close();
    change("y", 0, 1);
    counts = make();
    turnOn();
    change("z", 0, 1);

    await().until(() -> broker.texts.size() == 2);
    assertThat(broker.texts).containsExactly("3/x COUNT 151", "3/z COUNT 1");
  }

  /** Keeps what is announced. */
  private static final class Announced implements Broker {
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    volatile Runnable before = () -> {};

    @Override
    public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
      threads.add(Thread.currentThread());
      before.run();
      assertThat(notice.notice()).isEqualTo(Notice.COUNT);
      String count = new String(notice.payload().bytes(), StandardCharsets.UTF_8);
      texts.add(channel + " " + notice.notice() + " " + count);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void start(Receiver receiver) {}

    @Override
    public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
      throw new AssertionError("published");
    }

    @Override
    public CompletionStage<Void> listen(ChannelName channel) {
      throw new AssertionError("listened");
    }

    @Override
    public void ignore(ChannelName channel) {}

    @Override
    public History history() {
      throw new AssertionError("no history");
    }

    @Override
    public List<Health> health() {
      throw new AssertionError("asked for its health");
    }

    @Override
    public void close() {}
  }
}
