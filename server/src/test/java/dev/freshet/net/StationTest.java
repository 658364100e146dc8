package dev.freshet.net;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clock of a loop's timers. */
class StationTest {
  private static final int STALL_TICKS = 6;

  private final Loops loops = new Loops(Transport.NIO, 1);

  @AfterEach
  void stop() {
    loops.close();
  }

  /** A timer that asks for every tick, and notes when they come. */
  private static final class Ticks implements Wheel.Timed {
    final List<Long> nanos = new CopyOnWriteArrayList<>();
    final CountDownLatch enough = new CountDownLatch(STALL_TICKS);
    private int place;

    @Override
    public int tick() {
      nanos.add(System.nanoTime());
      enough.countDown();
      return 1;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public void place(int next) {
      place = next;
    }
  }

  /**
   * Were missed ticks made up for, the time of a stall would count against peers whose answers
   * nobody could have read meanwhile: all of them would be dead.
   */
  @Test
  void aLoopThatWasStuckDoesNotMakeUpForMissedTicks() throws InterruptedException {
    var metrics = new Metrics();
    var settings = new HubSettings(10, 10, 1_000, 10);
    var hub = new Hub(loops.all(), new FakeBroker(), new LocalOccupancy(), settings, metrics);
    loops.start(hub, metrics);
    var loop = loops.all().getFirst();
    var ticks = new Ticks();
    Station station = loops.stations().getFirst();
    loop.execute(() -> station.wheel().set(ticks, 1));
    loop.execute(() -> {
      long end = System.nanoTime() + MILLISECONDS.toNanos(STALL_TICKS * Wheel.TICK_MILLIS);
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    });
    assertThat(ticks.enough.await(20, SECONDS)).isTrue();
    long burst = MILLISECONDS.toNanos(Wheel.TICK_MILLIS) / 2;
    for (int i = 1; i < STALL_TICKS; i++) {
      assertThat(ticks.nanos.get(i) - ticks.nanos.get(i - 1)).isGreaterThan(burst);
    }
    assertThat(station.lagNanos()).isLessThan(SECONDS.toNanos(STALL_TICKS));
  }
}
