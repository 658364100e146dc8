package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.at;
import static dev.freshet.hub.HubRig.publication;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between reading history and hearing the channel nothing is lost and nothing heard twice. */
class CatchingUpTest {
  private final LineWire wire = new LineWire("w");
  private final Recorder subscriber = new Recorder();
  private final HubRig rig = new HubRig(new HubSettings(1_000, 3, 1 << 20, 5));

  private static Position[] upTo(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(i -> at("e", i)).toArray(Position[]::new);
  }

  @Test
  void nothingIsHeardBeforeItIsLive() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    assertThat(subscription.isCatchingUp()).isTrue();
    rig.publish(CHAT, upTo(1, 3));
    rig.run();
    assertThat(subscriber.events()).isEmpty();
    rig.shard(0).goLive(subscription, null);
    assertThat(subscription.isCatchingUp()).isFalse();
    assertThat(subscriber.events()).containsExactly("w e:1\nw e:2\nw e:3\n");
  }

  /** Held before going live, delivered after, and history's top at every place between. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4", "5", "6"})
  void exactlyWhatHistoryDoesNotCoverIsHeard(long top) {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.publish(CHAT, upTo(1, 3));
    rig.run();
    rig.publish(CHAT, upTo(4, 5));
    rig.shard(0).goLive(subscription, at("e", top));
    rig.run();
    rig.publish(CHAT, upTo(6, 7));
    rig.run();
    List<String> expected =
        LongStream.rangeClosed(top + 1, 7).mapToObj(i -> at("e", i).toString()).toList();
    assertThat(subscriber.heard()).isEqualTo(expected);
  }

  @Test
  void aBatchThatHistoryCoversInPartIsHeardFromThere() {
    rig.join(0, CHAT, subscriber, wire, at("e", 2));
    rig.publish(CHAT, upTo(1, 3));
    rig.run();
    assertThat(subscriber.events()).containsExactly("w e:3\n", "flush");
  }

  @Test
  void aBatchThatHistoryCoversIsNotFlushed() {
    rig.join(0, CHAT, subscriber, wire, at("e", 3));
    rig.publish(CHAT, upTo(1, 3));
    rig.run();
    assertThat(subscriber.events()).isEmpty();
  }

  @Test
  void aNewEpochIsHeardWhateverItsOffset() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.publish(CHAT, at("old", 8), at("new", 1));
    rig.run();
    rig.shard(0).goLive(subscription, at("old", 9));
    rig.publish(CHAT, at("new", 2));
    rig.run();
    assertThat(subscriber.heard()).containsExactly("new:1", "new:2");
  }

  @Test
  void aPublicationWithoutAPositionIsNeverCovered() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.publish(CHAT, "held");
    rig.run();
    rig.shard(0).goLive(subscription, at("", 0));
    rig.publish(CHAT, "live");
    rig.run();
    assertThat(subscriber.heard()).containsExactly("held", "live");
  }

  @Test
  void holdingMoreThanTheBoundIsAnOverrunThatGrowsNoFurther() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    var other = new Recorder();
    rig.join(0, CHAT, other, wire);
    rig.publish(CHAT, upTo(1, 5));
    rig.run();
    assertThat(subscriber.events()).as("five is the bound").isEmpty();
    rig.publish(CHAT, at("e", 6));
    rig.run();
    assertThat(subscriber.events()).containsExactly("overrun");
    assertThat(other.heard()).hasSize(6);
    rig.shard(0).unsubscribe(subscription);
    rig.publish(CHAT, at("e", 7));
    rig.run();
    assertThat(subscriber.events()).containsExactly("overrun");
    assertThat(other.heard()).hasSize(7);
  }

  @Test
  void whatWasMissedIsReplayedInBatchesOfTheBound() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    List<Publication> missed = List.of(upTo(1, 7)).stream().map(HubRig::publication).toList();
    rig.shard(0).replay(subscription, missed);
    assertThat(subscriber.events())
        .containsExactly("w e:1\nw e:2\nw e:3\n", "w e:4\nw e:5\nw e:6\n", "w e:7\n");
    assertThat(subscription.isCatchingUp()).isTrue();
  }

  @Test
  void replayEndsWithTheSubscription() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    subscriber.onDeliver(() -> rig.shard(0).unsubscribe(subscription));
    List<Publication> missed = List.of(upTo(1, 7)).stream().map(HubRig::publication).toList();
    rig.shard(0).replay(subscription, missed);
    rig.shard(0).replay(subscription, List.of(publication("late")));
    assertThat(subscriber.heard()).containsExactly("e:1", "e:2", "e:3");
  }

  @Test
  void whoLeavesWhileCatchingUpHearsNothingAfterwards() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.publish(CHAT, upTo(1, 2));
    rig.run();
    rig.shard(0).unsubscribe(subscription);
    rig.shard(0).goLive(subscription, at("e", 1));
    assertThat(subscriber.events()).isEmpty();
  }

  @Test
  void subscribingCompletesWhenTheBrokerListensAndIsSharedByAll() {
    var listening = new CompletableFuture<Void>();
    rig.broker.answerListen(listening);
    var one = rig.shard(0).subscribe(new Subscription(CHAT, subscriber, wire, SlowReader.CLOSE));
    var two = rig.shard(0).subscribe(new Subscription(CHAT, subscriber, wire, SlowReader.CLOSE));
    assertThat(one.toCompletableFuture()).isNotDone();
    assertThat(two.toCompletableFuture()).isNotDone();
    listening.complete(null);
    assertThat(one.toCompletableFuture()).isCompleted();
    assertThat(two.toCompletableFuture()).isCompleted();
    assertThat(rig.broker.calls()).containsExactly("listen app/chat");
  }

  @Test
  void afterListeningFailedTheNextSubscriberListensAgainAndOthersShareIt() {
    rig.broker.answerListen(CompletableFuture.failedFuture(new IllegalStateException("away")));
    var one = rig.shard(0).subscribe(new Subscription(CHAT, subscriber, wire, SlowReader.CLOSE));
    assertThat(one.toCompletableFuture()).isCompletedExceptionally();
    var again = new CompletableFuture<Void>();
    rig.broker.answerListen(again);
    var two = rig.shard(0).subscribe(new Subscription(CHAT, subscriber, wire, SlowReader.CLOSE));
    var three = rig.shard(0).subscribe(new Subscription(CHAT, subscriber, wire, SlowReader.CLOSE));
    assertThat(rig.broker.calls()).containsExactly("listen app/chat", "listen app/chat");
    assertThat(two.toCompletableFuture()).isNotDone();
    again.complete(null);
    assertThat(two.toCompletableFuture()).isCompleted();
    assertThat(three.toCompletableFuture()).isCompleted();
  }

  @Test
  void whoFailedLeavesWithoutTakingTheOthersAway() {
    rig.broker.answerListen(CompletableFuture.failedFuture(new IllegalStateException("away")));
    var failed = rig.enter(0, CHAT, subscriber, wire);
    rig.broker.answerListen(CompletableFuture.completedFuture(null));
    rig.join(0, CHAT, subscriber, wire);
    rig.shard(0).unsubscribe(failed);
    rig.publish(CHAT, at("e", 1));
    rig.run();
    assertThat(subscriber.heard()).containsExactly("e:1");
    assertThat(rig.broker.calls()).doesNotContain("ignore app/chat");
  }
}
