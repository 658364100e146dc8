package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.NEWS;
import static dev.freshet.hub.HubRig.WIDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a publication costs, who hears it, and in which order. */
class HubDeliveryTest {
  private final LineWire wire = new LineWire("w");

  @Test
  void aPublicationIsEncodedOnceForAThousandSubscribers() {
    var rig = new HubRig(WIDE);
    List<Recorder> all = Stream.generate(Recorder::new).limit(1_000).toList();
    all.forEach(subscriber -> rig.join(0, CHAT, subscriber, wire));
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(wire.encoded()).containsExactly("a");
    assertThat(all).allSatisfy(s -> assertThat(s.heard()).containsExactly("a"));
    assertThat(rig.count(Metric.ENCODINGS)).isEqualTo(1);
    assertThat(rig.count(Metric.DELIVERIES)).isEqualTo(1_000);
    assertThat(rig.count(Metric.DRAINS)).isEqualTo(1);
  }

  @Test
  void aPublicationIsEncodedOncePerWireAndLoop() {
    var rig = new HubRig(3, WIDE);
    var other = new LineWire("v");
    for (int shard = 0; shard < 3; shard++) {
      for (int i = 0; i < 10; i++) {
        rig.join(shard, CHAT, new Recorder(), i % 2 == 0 ? wire : other);
      }
    }
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(wire.encoded()).containsExactly("a", "a", "a");
    assertThat(other.encoded()).containsExactly("a", "a", "a");
    assertThat(rig.count(Metric.ENCODINGS)).isEqualTo(6);
    assertThat(rig.count(Metric.DELIVERIES)).isEqualTo(30);
  }

  @Test
  void whatANodeSaysToItselfIsInNoFigure() {
    var rig = new HubRig(WIDE);
    var ear = new Recorder();
    var client = new Recorder();
    ChannelName own = ChannelName.ofNode("n");
    rig.join(0, own, ear, wire);
    rig.join(0, CHAT, client, wire);
    rig.publish(own, "probe");
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(ear.heard()).containsExactly("probe");
    assertThat(client.heard()).containsExactly("a");
    assertThat(rig.count(Metric.DELIVERIES)).isEqualTo(1);
    assertThat(rig.count(Metric.ENCODINGS)).isEqualTo(1);
  }

  @Test
  void nobodyIsEncodedForWhereNobodyHears() {
    var rig = new HubRig(WIDE);
    rig.join(0, NEWS, new Recorder(), wire);
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(wire.encoded()).isEmpty();
    assertThat(rig.count(Metric.DRAINS)).isZero();
  }

  @Test
  void aNoticeIsNothingToAWireThatDoesNotTakeIt() {
    var rig = new HubRig(WIDE);
    var one = new Recorder();
    rig.join(0, CHAT, one, wire);
    var notice = Publication.of(Notice.COUNT, Payload.text("1"), 1_000);
    rig.hub.deliver(CHAT, notice);
    rig.run();
    assertThat(one.events()).as("nobody is asked or flushed").isEmpty();
    assertThat(rig.count(Metric.ENCODINGS)).isZero();
    assertThat(rig.count(Metric.DELIVERIES)).isZero();
    rig.hub.deliver(CHAT, notice);
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(one.events()).containsExactly("w a\n", "flush");
    assertThat(rig.count(Metric.ENCODINGS)).isEqualTo(1);
    assertThat(rig.count(Metric.DELIVERIES)).isEqualTo(1);
    assertThat(rig.hub.waitingBytes()).isZero();
  }

  @Test
  void aBatchIsOneSliceAndOneFlush() {
    var rig = new HubRig(WIDE);
    var one = new Recorder();
    var two = new Recorder();
    rig.join(0, CHAT, one, wire);
    rig.join(0, CHAT, two, new LineWire("v"));
    rig.publish(CHAT, "a", "b", "c");
    assertThat(rig.loop().waiting()).as("one drain for all that waits").isEqualTo(1);
    rig.run();
    assertThat(one.events()).containsExactly("w a\nw b\nw c\n", "flush");
    assertThat(two.events()).containsExactly("v a\nv b\nv c\n", "flush");
    assertThat(rig.metrics.histogram(Metric.BATCH_SIZE).count()).isEqualTo(2);
  }

  @Test
  void aBatchIsCutWhereItsBoundIs() {
    var rig = new HubRig(new HubSettings(1_000, 2, 1 << 20, 100));
    var one = new Recorder();
    rig.join(0, CHAT, one, wire);
    rig.publish(CHAT, "a", "b", "c", "d", "e");
    rig.run();
    assertThat(one.heard()).containsExactly("a", "b", "c", "d", "e");
    assertThat(one.events())
        .containsExactly("w a\nw b\n", "flush", "w c\nw d\n", "flush", "w e\n", "flush");
    assertThat(wire.encoded()).hasSize(5);
  }

  @Test
  void everySubscriberHearsAChannelInOneOrder() {
    var rig = new HubRig(2, new HubSettings(3, 2, 1 << 20, 100));
    List<Recorder> all = Stream.generate(Recorder::new).limit(14).toList();
    for (int i = 0; i < all.size(); i++) {
      rig.join(i % 2, CHAT, all.get(i), i % 3 == 0 ? new LineWire("w" + i % 2) : wire);
    }
    for (int i = 0; i < 50; i++) {
      rig.publish(CHAT, "m" + i);
      rig.publish(NEWS, "nobody hears this");
      if (i % 7 == 0) {
        rig.loops.get(i % 2).turn();
      }
    }
    rig.run();
    List<String> order = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
    assertThat(all).allSatisfy(s -> assertThat(s.heard()).isEqualTo(order));
  }

  @Test
  void aSubscriberOfTwoChannelsHearsEachInOrder() {
    var rig = new HubRig(new HubSettings(1, 10, 1 << 20, 100));
    var one = new Recorder();
    rig.join(0, CHAT, one, wire);
    rig.join(0, NEWS, one, wire);
    rig.publish(CHAT, "c1");
    rig.publish(NEWS, "n1");
    rig.publish(CHAT, "c2");
    rig.publish(NEWS, "n2");
    rig.run();
    assertThat(one.heard()).containsExactlyInAnyOrder("c1", "c2", "n1", "n2");
    assertThat(one.heard()).containsSubsequence("c1", "c2").containsSubsequence("n1", "n2");
  }

  @Test
  void aLoopWithoutSubscribersIsNotWoken() {
    var rig = new HubRig(3, WIDE);
    var subscription = rig.join(1, CHAT, new Recorder(), wire);
    rig.publish(CHAT, "a");
    assertThat(rig.loops).extracting(HandLoop::waiting).containsExactly(0, 1, 0);
    rig.run();
    rig.shard(1).unsubscribe(subscription);
    rig.publish(CHAT, "b");
    assertThat(rig.loops).extracting(HandLoop::waiting).containsOnly(0);
  }

  @Test
  void aLoopWhoseLastSubscriberLeftIsNotWokenWhileOthersAre() {
    var rig = new HubRig(2, WIDE);
    var left = rig.join(0, CHAT, new Recorder(), wire);
    var stays = new Recorder();
    rig.join(1, CHAT, stays, wire);
    rig.shard(0).unsubscribe(left);
    rig.publish(CHAT, "a");
    assertThat(rig.loops).extracting(HandLoop::waiting).containsExactly(0, 1);
    rig.run();
    assertThat(stays.heard()).containsExactly("a");
  }

  @Test
  void whatWaitsIsCountedInBytesAndGoesBackToNothing() {
    var rig = new HubRig(2, new HubSettings(1, 1, 2_000, 100));
    rig.join(0, CHAT, new Recorder(), wire);
    rig.join(1, CHAT, new Recorder(), wire);
    assertThat(rig.hub.waitingBytes()).isZero();
    for (int i = 0; i < 5; i++) {
      rig.publish(CHAT, "x".repeat(500));
    }
    assertThat(rig.hub.waitingBytes()).isGreaterThan(2 * 5 * 500L);
    assertThat(rig.shard(0).waitingBytes()).isEqualTo(rig.shard(1).waitingBytes());
    assertThat(rig.hub.isOverloaded()).isTrue();
    rig.run();
    assertThat(rig.hub.waitingBytes()).isZero();
    assertThat(rig.hub.isOverloaded()).isFalse();
  }

  @Test
  void whatNobodyHearsAnyMoreGivesItsBytesBackToo() {
    var rig = new HubRig(WIDE);
    var one = new Recorder();
    var subscription = rig.join(0, CHAT, one, wire);
    rig.publish(CHAT, "a", "b");
    rig.shard(0).unsubscribe(subscription);
    rig.run();
    assertThat(rig.hub.waitingBytes()).isZero();
    assertThat(one.events()).isEmpty();
    assertThat(wire.encoded()).isEmpty();
  }

  @Test
  void aChannelIsListenedToForItsFirstSubscriberAndIgnoredAfterItsLast() {
    var rig = new HubRig(2, WIDE);
    var one = rig.join(0, CHAT, new Recorder(), wire);
    var two = rig.join(1, CHAT, new Recorder(), wire);
    var three = rig.join(1, CHAT, new Recorder(), wire);
    rig.shard(0).unsubscribe(one);
    rig.shard(1).unsubscribe(three);
    rig.shard(1).unsubscribe(three);
    assertThat(rig.broker.calls()).containsExactly("listen app/chat");
    assertThat(rig.hub.channels()).isEqualTo(1);
    assertThat(rig.hub.subscriptions()).isEqualTo(1);
    rig.shard(1).unsubscribe(two);
    rig.join(0, CHAT, new Recorder(), wire);
    assertThat(rig.broker.calls())
        .containsExactly("listen app/chat", "ignore app/chat", "listen app/chat");
  }

  @Test
  void aHubHasFromOneTo64Loops() {
    assertThatThrownBy(() -> new HubRig(0, WIDE)).hasMessage("loops: 0 (expected: 1 to 64)");
    List<HandLoop> loops = Stream.generate(HandLoop::new).limit(65).toList();
    assertThatThrownBy(
            () -> new Hub(loops, new FakeBroker(), new LocalOccupancy(), WIDE, new Metrics()))
        .hasMessage("loops: 65 (expected: 1 to 64)");
  }

  @Test
  void theLastOf64LoopsHears() {
    var rig = new HubRig(64, WIDE);
    var last = new Recorder();
    rig.join(63, CHAT, last, wire);
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(last.heard()).containsExactly("a");
  }
}
