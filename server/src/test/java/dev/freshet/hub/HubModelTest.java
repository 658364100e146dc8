package dev.freshet.hub;

import static dev.freshet.hub.HubRig.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Publishing, joining, catching up, leaving and turns of the loops in any order: every subscriber
 * hears what follows the position it read, in order, without a gap, until it leaves.
 */
class HubModelTest {
  private static final int STEPS = 400;

  /** One play. */
  private static final class Model {
    private final Random random;
    private final HubRig rig;
    private final List<LineWire> wires =
        List.of(new LineWire("u"), new LineWire("v"), new LineWire("w"));
    private final long[] tops = new long[3];
    private final List<Guest> guests = new ArrayList<>();

    Model(long seed) {
      random = new Random(seed);
      int slice = 1 + random.nextInt(6);
      int batchMax = 1 + random.nextInt(5);
      rig = new HubRig(2, new HubSettings(slice, batchMax, 1 << 20, 100_000));
    }

    /** One subscriber and what it should hear. */
    private final class Guest {
      final Recorder ears = new Recorder();
      final int channel = random.nextInt(tops.length);
      final int shard = random.nextInt(2);
      final Subscription subscription =
          rig.enter(shard, name(channel), ears, wires.get(random.nextInt(wires.size())));

      /** Where history stood when it was read; -1 before. */
      long read = -1;

      /** The last it may hear, known when it leaves. */
      long last = Long.MAX_VALUE;

      void step() {
        if (read < 0) {
          read = tops[channel];
        } else if (subscription.isCatchingUp()) {
          rig.shard(shard).goLive(subscription, at("e", read));
        }
      }

      void leave() {
        last = ears.heard().size();
        rig.shard(shard).unsubscribe(subscription);
      }

      void check() {
        long heard = last == Long.MAX_VALUE ? tops[channel] - read : last;
        assertThat(ears.heard())
            .isEqualTo(
                LongStream.rangeClosed(read + 1, read + heard).mapToObj(i -> "e:" + i).toList());
      }
    }

    static ChannelName name(int channel) {
      return new ChannelName("app", "c" + channel);
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0 -> guests.add(new Guest());
        case 1 -> {
          if (!guests.isEmpty()) {
            Guest guest = guests.get(random.nextInt(guests.size()));
            if (guest.subscription.isSubscribed()) {
              guest.leave();
            }
          }
        }
        case 2, 3, 4 -> {
          if (!guests.isEmpty()) {
            Guest guest = guests.get(random.nextInt(guests.size()));
            if (guest.subscription.isSubscribed()) {
              guest.step();
            }
          }
        }
        case 5, 6, 7 -> {
          int channel = random.nextInt(tops.length);
          for (int i = random.nextInt(4); i >= 0; i--) {
            rig.publish(name(channel), at("e", ++tops[channel]));
          }
        }
        default -> rig.loops.get(random.nextInt(2)).turn();
      }
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      for (Guest guest : guests) {
        if (guest.subscription.isSubscribed()) {
          guest.step();
          guest.step();
        }
      }
      rig.run();
      guests.forEach(Guest::check);
      assertThat(rig.hub.waitingBytes()).isZero();
      assertThat(rig.hub.subscriptions())
          .isEqualTo(guests.stream().filter(guest -> guest.last == Long.MAX_VALUE).count());
      long published = LongStream.of(tops).sum();
      assertThat(rig.count(Metric.ENCODINGS)).isLessThanOrEqualTo(published * 2 * wires.size());
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everybodyHearsEverythingOnceInOrder(long seed) {
    new Model(seed).play();
  }

  @Test
  void theModelSeesGuestsOfEveryKind() {
    var model = new Model(1);
    model.play();
    assertThat(model.guests).anyMatch(guest -> guest.last == Long.MAX_VALUE);
    assertThat(model.guests).anyMatch(guest -> guest.last < Long.MAX_VALUE && guest.last > 0);
    assertThat(model.guests).anyMatch(guest -> guest.ears.heard().size() > 10);
  }
}
