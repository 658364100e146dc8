package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.FIVE;
import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.bodies;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static dev.freshet.cluster.Rules.living;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.app.ChannelRule;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalHistoryTest implements HistoryContract {
  private final HandClock clock = new HandClock();
  private LocalHistory history = new LocalHistory(LocalHistory.Bounds.ofThisMachine(), clock);
  private LocalBroker broker = started();

  private LocalBroker started() {
    var started = new LocalBroker(history, clock);
    started.start((channel, publication) -> {});
    return started;
  }

  private void bound(int maxStreams, long maxBytes) {
    history =
        new LocalHistory(
            new LocalHistory.Bounds(maxStreams, maxBytes, Duration.ofHours(24)), clock);
    broker = started();
  }

  @Override
  public Broker broker() {
    return broker;
  }

  @Override
  public void pass(Duration time) {
    clock.pass(time);
  }

  private Position publish(ChannelName channel, String body, ChannelRule rule) {
    return requireNonNull(get(broker.publish(channel, draft(body), rule)).position());
  }

  private List<String> kept(ChannelName channel) {
    return bodies(get(history.read(channel, FIVE, null, 1000, false)).publications());
  }

  private boolean unbroken(ChannelName channel, Position since) {
    return get(history.read(channel, FIVE, since, 0, false)).unbroken();
  }

  @Test
  void readingChannelsThatDoNotExistKeepsNothing() {
    for (int i = 0; i < 10_000; i++) {
      get(history.read(channel("stranger" + i), FIVE, null, 1, false));
    }
    assertThat(history.streams()).isZero();
    assertThat(history.bytes()).isZero();
  }

  @Test
  void aStreamForgottenForIdlenessNeverGetsItsEpochAgain() {
    var epochs = new HashSet<String>();
    var channel = channel("a");
    for (int life = 0; life < 50; life++) {
      var first = publish(channel, "x", FIVE);
      assertThat(first.offset()).isEqualTo(1);
      assertThat(epochs.add(first.epoch())).isTrue();
      clock.pass(Duration.ofHours(25));
      if (life % 2 == 0) {
        history.sweep();
        assertThat(history.streams()).isZero();
      }
      assertThat(unbroken(channel, first)).isFalse();
      assertThat(unbroken(channel, new Position(first.epoch(), 0))).isFalse();
    }
  }

  @Test
  void aStreamThatIsReadIsNotIdle() {
    var channel = channel("a");
    var first = publish(channel, "x", FIVE);
    for (int hour = 0; hour < 48; hour++) {
      clock.pass(Duration.ofHours(1));
      history.sweep();
      assertThat(unbroken(channel, first)).isTrue();
    }
  }

  @Test
  void aSweepGivesExpiredPublicationsBackUnread() {
    for (int i = 0; i < 1000; i++) {
      publish(channel("c" + i), "x", FIVE);
      publish(channel("c" + i), "y", FIVE);
    }
    assertThat(history.publications()).isEqualTo(2000);
    assertThat(history.streams()).isEqualTo(1000);
    clock.pass(Duration.ofMinutes(1));
    history.sweep();
    assertThat(history.publications()).isZero();
    assertThat(history.streams()).isEqualTo(1000);
    assertThat(history.evictions()).isZero();
    clock.pass(Duration.ofHours(24));
    history.sweep();
    assertThat(history.streams()).isZero();
    assertThat(history.bytes()).isZero();
  }

  @Test
  void beyondItsBytesTheLeastRecentlyUsedStreamLosesItsOldest() {
    var payload = "x".repeat(1000);
    bound(100, 12_000);
    for (String name : List.of("a", "b")) {
      for (int i = 0; i < 5; i++) {
        clock.pass(Duration.ofMillis(1));
        publish(channel(name), i + payload, FIVE);
      }
    }
    clock.pass(Duration.ofMillis(1));
    assertThat(kept(channel("a"))).hasSize(5);
    clock.pass(Duration.ofMillis(1));
    publish(channel("c"), "new" + payload, FIVE);
    assertThat(history.evictions()).isEqualTo(1);
    assertThat(kept(channel("b"))).hasSize(4).noneMatch(body -> body.startsWith("0"));
    assertThat(kept(channel("a"))).hasSize(5);
    assertThat(kept(channel("c"))).hasSize(1);
    assertThat(history.bytes()).isLessThanOrEqualTo(12_000);
  }

  @Test
  void bytesStayBoundedWhateverIsPublished() {
    bound(1_000_000, 100_000);
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      publish(channel("c" + random.nextInt(300)), "x".repeat(random.nextInt(3000)), FIVE);
      assertThat(history.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(history.evictions()).isPositive();
  }

  @Test
  void aPublicationLargerThanAllIsNotKeptButHasItsPlace() {
    bound(100, 2_000);
    publish(channel("a"), "small", FIVE);
    var large = publish(channel("a"), "x".repeat(5_000), FIVE);
    assertThat(large.offset()).isEqualTo(2);
    assertThat(kept(channel("a"))).isEmpty();
    assertThat(unbroken(channel("a"), large)).isTrue();
    assertThat(unbroken(channel("a"), new Position(large.epoch(), 1))).isFalse();
  }

  @Test
  void beyondItsStreamsEmptyOnesAreForgottenFirst() {
    bound(3, 1_000_000);
    publish(channel("old"), "x", FIVE);
    clock.pass(Duration.ofSeconds(1));
    get(broker.publish(channel("empty"), living("x", Duration.ofSeconds(1)), FIVE));
    clock.pass(Duration.ofSeconds(1));
    publish(channel("third"), "x", FIVE);
    history.sweep();
    clock.pass(Duration.ofSeconds(1));
    publish(channel("fourth"), "x", FIVE);
    assertThat(history.streams()).isEqualTo(3);
    assertThat(history.streamEvictions()).isEqualTo(1);
    assertThat(history.evictions()).isZero();
    assertThat(kept(channel("old"))).hasSize(1);
    clock.pass(Duration.ofSeconds(1));
    publish(channel("fifth"), "x", FIVE);
    assertThat(history.streams()).isEqualTo(3);
    assertThat(history.evictions()).isEqualTo(1);
    assertThat(kept(channel("third"))).isEmpty();
  }

  @Test
  void aStreamThatWasEvictedAndComesBackHasAnotherEpoch() {
    bound(1, 1_000_000);
    var first = publish(channel("a"), "1", FIVE);
    publish(channel("b"), "x", FIVE);
    var again = publish(channel("a"), "2", FIVE);
    assertThat(again.offset()).isEqualTo(1);
    assertThat(again.epoch()).isNotEqualTo(first.epoch());
    assertThat(unbroken(channel("a"), first)).isFalse();
  }

  @Test
  void aReaderIsToldWhenItsChannelKeptNothingForAWhile() {
    var never = get(history.read(channel("new"), FIVE, null, 0, false)).top();
    var first = publish(channel("a"), "1", FIVE);
    var other = publish(channel("b"), "1", FIVE);
    history.forget(channel -> !channel.name().equals("b"));
    for (String name : List.of("a", "new")) {
      get(broker.publish(channel(name), draft("unseen"), NONE));
      assertThat(publish(channel(name), "2", FIVE).offset()).isEqualTo(1);
    }
    assertThat(unbroken(channel("a"), first)).isFalse();
    assertThat(unbroken(channel("new"), never)).isFalse();
    assertThat(unbroken(channel("b"), other)).isTrue();
    history.forget(channel -> true);
    assertThat(history.streams()).isZero();
    assertThat(history.bytes()).isZero();
    assertThat(history.publications()).isZero();
  }

  /** Against a list that is filtered anew for every question. */
  @Test
  void aStreamAnswersAsAPlainListWould() {
    record Kept(long offset, long expiry) {}
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      var channel = channel("model" + seed);
      int size = 1 + random.nextInt(20);
      var rule = keeping(size, Duration.ofSeconds(10));
      var model = new ArrayDeque<Kept>();
      var epoch = get(history.read(channel, rule, null, 0, false)).top().epoch();
      long top = 0;
      for (int step = 0; step < 400; step++) {
        if (random.nextInt(3) == 0) {
          clock.pass(Duration.ofMillis(random.nextInt(2000)));
        }
        var life = Duration.ofMillis(seed % 2 == 0 ? 1 + random.nextInt(10_000) : 10_000);
        get(broker.publish(channel, living("" + ++top, life), rule));
        long now = clock.millis();
        model.removeIf(kept -> kept.expiry() <= now);
        model.add(new Kept(top, now + life.toMillis()));
        while (model.size() > size) {
          model.removeFirst();
        }
        long since = random.nextLong(top + 1);
        var expected = new ArrayList<Long>();
        model.stream().map(Kept::offset).filter(offset -> offset > since).forEach(expected::add);
        var page = get(history.read(channel, rule, new Position(epoch, since), 100, false));
        assertThat(page.publications()).extracting("offset").isEqualTo(expected);
        assertThat(page.unbroken()).isEqualTo(expected.size() == top - since);
        assertThat(page.top()).isEqualTo(new Position(epoch, top));
      }
    }
    assertThat(history.evictions()).isZero();
  }

  @Test
  void boundsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> new LocalHistory.Bounds(0, 1, Duration.ofDays(1)))
        .hasMessage("maxStreams: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new LocalHistory.Bounds(1, 0, Duration.ofDays(1)))
        .hasMessage("maxBytes: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new LocalHistory.Bounds(1, 1, Duration.ZERO))
        .hasMessage("idleTtl: PT0S (expected: a positive duration)");
  }
}
