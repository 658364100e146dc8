package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.NEWS;
import static dev.freshet.hub.HubRig.WIDE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails costs those it fails for, and they are told; the shard goes on. */
class HubFaultTest {
  /** Held, as the log manager does not; the faults here are on purpose. */
  private static final Logger LOG = Logger.getLogger(Round.class.getName());

  private final LineWire wire = new LineWire("w");
  private final LineWire broken = new LineWire("b");

  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @Test
  void aWireThatThrowsEndsItsSubscribersAndTouchesNobodyElse() {
    var rig = new HubRig(WIDE);
    var sameChannel = new Recorder();
    var otherChannel = new Recorder();
    List<Recorder> cut = Stream.generate(Recorder::new).limit(3).toList();
    broken.failOn("b");
    cut.forEach(subscriber -> rig.join(0, CHAT, subscriber, broken));
    rig.join(0, CHAT, sameChannel, wire);
    rig.join(0, NEWS, otherChannel, wire);
    rig.publish(CHAT, "a", "b");
    rig.publish(NEWS, "n");
    rig.run();
    assertThat(sameChannel.events()).containsExactly("w a\nw b\n", "flush");
    assertThat(otherChannel.events()).containsExactly("w n\n", "flush");
    assertThat(cut).allSatisfy(s -> assertThat(s.events()).containsExactly("overrun"));
    assertThat(rig.hub.waitingBytes()).isZero();
  }

  @Test
  void aShardGoesOnAfterAWireThrew() {
    var rig = new HubRig(WIDE);
    var one = new Recorder();
    var other = new Recorder();
    rig.join(0, CHAT, one, broken);
    rig.join(0, NEWS, other, wire);
    broken.failOn("b");
    rig.publish(CHAT, "b");
    rig.publish(NEWS, "n1");
    rig.run();
    rig.publish(CHAT, "c");
    rig.publish(NEWS, "n2");
    rig.run();
    assertThat(one.heard()).containsExactly("c");
    assertThat(other.heard()).containsExactly("n1", "n2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void aSubscriberThatThrowsIsEndedAndTheOthersHear(int slice) {
    var rig = new HubRig(new HubSettings(slice, 10, 1 << 20, 100));
    List<Recorder> all = Stream.generate(Recorder::new).limit(5).toList();
    all.forEach(subscriber -> rig.join(0, CHAT, subscriber, wire));
    all.get(2)
        .onDeliver(() -> {
          throw new IllegalStateException("on purpose");
        });
    rig.publish(CHAT, "a");
    rig.run();
    for (int i = 0; i < 5; i++) {
      var expected = List.of("w a\n", i == 2 ? "overrun" : "flush");
      assertThat(all.get(i).events()).isEqualTo(expected);
    }
  }

  /** Netty throws an error, not an exception, when direct memory is at its end. */
  @Test
  void anErrorDoesNotStopTheShardEither() {
    var rig = new HubRig(WIDE);
    var one = new Recorder();
    var other = new Recorder();
    rig.join(0, CHAT, one, wire);
    rig.join(0, CHAT, other, wire);
    one.onDeliver(() -> {
      throw new StackOverflowError("on purpose");
    });
    rig.publish(CHAT, "a");
    rig.run();
    one.onDeliver(() -> {});
    rig.publish(CHAT, "b");
    rig.run();
    assertThat(one.events()).containsExactly("w a\n", "overrun", "w b\n", "flush");
    assertThat(other.heard()).containsExactly("a", "b");
  }
}
