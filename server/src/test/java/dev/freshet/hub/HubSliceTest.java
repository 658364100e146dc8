package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.NEWS;
import static dev.freshet.hub.HubRig.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain that is cut into slices: others run between, and may join and leave there. */
class HubSliceTest {
  private final LineWire wire = new LineWire("w");

  private static HubRig sliced(int slice, int batchMax) {
    return new HubRig(new HubSettings(slice, batchMax, 1 << 20, 100));
  }

  private List<Recorder> join(HubRig rig, int count) {
    List<Recorder> all = Stream.generate(Recorder::new).limit(count).toList();
    all.forEach(subscriber -> rig.join(0, CHAT, subscriber, wire));
    return all;
  }

  private static long heardBy(List<Recorder> all) {
    return all.stream().filter(subscriber -> !subscriber.heard().isEmpty()).count();
  }

  @Test
  void theDrainYieldsAfterASliceAndOtherTasksRunBetween() {
    var rig = sliced(3, 10);
    List<Recorder> all = join(rig, 10);
    rig.publish(CHAT, "a");
    var heard = new ArrayList<Long>();
    for (int i = 0; i < 4; i++) {
      rig.loop().turn();
      heard.add(heardBy(all));
      rig.loop().execute(() -> heard.add(-1L));
    }
    rig.run();
    assertThat(heard).containsExactly(3L, -1L, 6L, -1L, 9L, -1L, 10L, -1L);
    assertThat(rig.count(Metric.DRAIN_SLICES)).isEqualTo(4);
    assertThat(rig.count(Metric.DRAINS)).isEqualTo(1);
    assertThat(wire.encoded()).containsExactly("a");
  }

  @Test
  void whatWasDeliveredIsFlushedBeforeTheDrainYields() {
    var rig = sliced(3, 10);
    List<Recorder> all = join(rig, 10);
    rig.publish(CHAT, "a");
    rig.loop().turn();
    List<List<String>> events = all.stream().map(s -> List.copyOf(s.events())).toList();
    rig.run();
    assertThat(events).containsOnly(List.of(), List.of("w a\n", "flush"));
    assertThat(all).allSatisfy(s -> assertThat(s.events()).containsExactly("w a\n", "flush"));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,1", "2,2", "2,3", "3,3", "4,1", "6,2", "7,1", "100,1"})
  void anySliceAndAnyBatchGiveTheSameToEverybody(int slice, int batchMax) {
    var rig = sliced(slice, batchMax);
    List<Recorder> all = join(rig, 4);
    var elsewhere = new Recorder();
    rig.join(0, NEWS, elsewhere, wire);
    rig.publish(CHAT, "a", "b");
    rig.publish(NEWS, "n");
    rig.publish(CHAT, "c");
    rig.loop().turn();
    rig.publish(CHAT, "d");
    rig.run();
    assertThat(all).allSatisfy(s -> assertThat(s.heard()).containsExactly("a", "b", "c", "d"));
    assertThat(elsewhere.heard()).containsExactly("n");
    assertThat(rig.hub.waitingBytes()).isZero();
  }

  @Test
  void whoJoinsInTheMiddleOfADrainDoesNotHearWhatIsBeingDelivered() {
    var rig = sliced(2, 10);
    List<Recorder> all = join(rig, 5);
    rig.publish(CHAT, "a");
    rig.loop().turn();
    List<Recorder> late = join(rig, 3);
    rig.publish(CHAT, "b");
    rig.run();
    assertThat(all).allSatisfy(s -> assertThat(s.heard()).containsExactly("a", "b"));
    assertThat(late).allSatisfy(s -> assertThat(s.heard()).containsExactly("b"));
  }

  /** History already has what the drain still delivers, so it must not be heard twice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whoJoinsInTheMiddleOfADrainHearsNothingThatHistoryGaveIt(int batchMax) {
    var rig = sliced(2, batchMax);
    List<Recorder> all = join(rig, 5);
    rig.publish(CHAT, at("e", 1), at("e", 2), at("e", 3));
    var sameWire = new Recorder();
    var otherWire = new Recorder();
    rig.loop().turn();
    rig.join(0, CHAT, sameWire, wire, at("e", 3));
    rig.join(0, CHAT, otherWire, new LineWire("v"), at("e", 3));
    rig.publish(CHAT, at("e", 4));
    rig.run();
    assertThat(all)
        .allSatisfy(s -> assertThat(s.heard()).containsExactly("e:1", "e:2", "e:3", "e:4"));
    assertThat(sameWire.heard()).containsExactly("e:4");
    assertThat(otherWire.heard()).containsExactly("e:4");
  }

  /** Every one of seven leaves after every number of deliveries. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void whoLeavesInTheMiddleOfADrainIsSkippedAndNobodyElse(int leaving) {
    for (int after = 0; after <= 7; after++) {
      var rig = sliced(1, 10);
      List<Recorder> all = Stream.generate(Recorder::new).limit(7).toList();
      List<Subscription> held = all.stream().map(s -> rig.join(0, CHAT, s, wire)).toList();
      rig.publish(CHAT, "a");
      for (int i = 0; i < after; i++) {
        rig.loop().turn();
      }
      List<String> before = List.copyOf(all.get(leaving).heard());
      rig.shard(0).unsubscribe(held.get(leaving));
      rig.run();
      for (int i = 0; i < 7; i++) {
        assertThat(all.get(i).heard()).isEqualTo(i == leaving ? before : List.of("a"));
      }
    }
  }

  @Test
  void aSubscriberThatLeavesWhileItIsDeliveredToSkipsNobody() {
    var rig = sliced(100, 1);
    List<Recorder> all = Stream.generate(Recorder::new).limit(6).toList();
    List<Subscription> held = all.stream().map(s -> rig.join(0, CHAT, s, wire)).toList();
    for (int i = 0; i < 6; i += 2) {
      int leaving = i;
      all.get(i).onDeliver(() -> rig.shard(0).unsubscribe(held.get(leaving)));
    }
    rig.publish(CHAT, "a", "b");
    rig.run();
    for (int i = 0; i < 6; i++) {
      assertThat(all.get(i).heard()).isEqualTo(i % 2 == 0 ? List.of("a") : List.of("a", "b"));
    }
    assertThat(rig.hub.subscriptions()).isEqualTo(3);
  }

  @Test
  void aSubscriberThatSendsOthersAwayWhileItIsDeliveredToDoublesNobody() {
    var rig = sliced(100, 10);
    List<Recorder> all = Stream.generate(Recorder::new).limit(6).toList();
    List<Subscription> held = all.stream().map(s -> rig.join(0, CHAT, s, wire)).toList();
    // Visited from the last to the first: 5 sends one away that was visited and two that were not.
    all.get(4)
        .onDeliver(() -> {
          rig.shard(0).unsubscribe(held.get(5));
          rig.shard(0).unsubscribe(held.get(0));
          rig.shard(0).unsubscribe(held.get(2));
        });
    rig.publish(CHAT, "a");
    rig.run();
    assertThat(all)
        .extracting(Recorder::heard)
        .containsExactly(
            List.of(), List.of("a"), List.of(), List.of("a"), List.of("a"), List.of("a"));
  }

  @Test
  void aChannelWhoseLastSubscriberLeavesInTheMiddleOfADrainCanBeJoinedAtOnce() {
    var rig = sliced(1, 1);
    var first = rig.join(0, CHAT, new Recorder(), wire);
    var second = rig.join(0, CHAT, new Recorder(), wire);
    rig.publish(CHAT, "a", "b");
    rig.loop().turn();
    rig.shard(0).unsubscribe(first);
    rig.shard(0).unsubscribe(second);
    var late = new Recorder();
    rig.join(0, CHAT, late, wire);
    rig.run();
    rig.publish(CHAT, "c");
    rig.run();
    assertThat(late.heard()).doesNotContain("a").endsWith("c").doesNotHaveDuplicates();
    assertThat(rig.hub.channels()).isEqualTo(1);
    assertThat(rig.hub.waitingBytes()).isZero();
  }

  @Test
  void aHotChannelDoesNotKeepAnotherOutOfItsTurn() {
    var rig = sliced(2, 1);
    join(rig, 6);
    var quiet = new Recorder();
    rig.join(0, NEWS, quiet, wire);
    rig.publish(CHAT, "a");
    rig.publish(NEWS, "n");
    // The first round has two publications for six and one for one: seven slices of two.
    for (int i = 0; i < 7; i++) {
      rig.publish(CHAT, "more");
      rig.loop().turn();
    }
    List<String> heard = quiet.heard();
    rig.run();
    assertThat(heard).as("whatever came meanwhile").containsExactly("n");
  }

  @Test
  void aChannelThatIsFarBehindTakesTurnsWithTheOthers() {
    var rig = sliced(2, 2);
    List<Recorder> all = join(rig, 4);
    var quiet = new Recorder();
    rig.join(0, NEWS, quiet, wire);
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "c" + i).toList();
    rig.publish(CHAT, many.toArray(String[]::new));
    rig.loop().turn();
    rig.publish(NEWS, "n");
    // All that waits takes more than a hundred turns; a batch, and then the news, a few.
    for (int i = 0; i < 8; i++) {
      rig.loop().turn();
    }
    assertThat(quiet.heard()).containsExactly("n");
    assertThat(rig.hub.waitingBytes()).as("what is not begun counts").isPositive();
    rig.run();
    assertThat(all).allSatisfy(s -> assertThat(s.heard()).isEqualTo(many));
    assertThat(rig.hub.waitingBytes()).isZero();
  }
}
