package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metrics;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of several loops that leave in shares. */
class ConvoyTest {
  private static final int[] SIZES = {600, 300, 100};

  private final Loops loops = new Loops(Transport.NIO, SIZES.length);
  private final Metrics metrics = new Metrics();
  private final Map<Connection, Integer> homes =
      Collections.synchronizedMap(new IdentityHashMap<>());

  @BeforeEach
  void open() throws InterruptedException {
    var settings = new HubSettings(10, 10, 1_000, 10);
    var hub = new Hub(loops.all(), new FakeBroker(), new LocalOccupancy(), settings, metrics);
    loops.start(hub, metrics);
    var services =
        new ConnectionServices(ConnectionSettings.ofMillis(1, 1, 1, 1, Age.NONE), metrics);
    List<Station> stations = loops.stations();
    var done = new CountDownLatch(SIZES.length);
    for (int i = 0; i < SIZES.length; i++) {
      int home = i;
      Station station = stations.get(i);
      station
          .shard()
          .loop()
          .execute(() -> {
            for (int n = 0; n < SIZES[home]; n++) {
              var connection = new Connection(station, services, null);
              homes.put(connection, home);
              station.wheel().set(connection, Wheel.HORIZON);
            }
            station.wheel().set(new Idle(), Wheel.HORIZON);
            done.countDown();
          });
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void close() {
    loops.close();
  }

  /** A socket that is no connection. */
  private static final class Idle implements Wheel.Timed {
    private int place;

    @Override
    public int tick() {
      return 0;
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

  @Test
  void everyConnectionIsFoundAndWhatIsNoneIsTold() {
    var others = new AtomicInteger();
    var convoy = Convoy.gather(loops, other -> others.incrementAndGet());
    assertThat(convoy.left()).isEqualTo(1_000);
    assertThat(convoy.open()).isEqualTo(1_003);
    assertThat(others).hasValue(3);
  }

  @Test
  void aShareIsTakenOfEachLoopInProportion() throws InterruptedException {
    var convoy = Convoy.gather(loops, other -> {});
    var counts =
        new AtomicInteger[] {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    assertThat(convoy.send(100, connection -> counts[home(connection)].incrementAndGet()))
        .isEqualTo(100);
    assertThat(Arrays.stream(counts).map(AtomicInteger::get)).containsExactly(60, 30, 10);
    assertThat(convoy.left()).isEqualTo(900);
  }

  @Test
  void eachIsSentOnceUntilNobodyIsLeft() throws InterruptedException {
    var convoy = Convoy.gather(loops, other -> {});
    Set<Connection> sent = ConcurrentHashMap.newKeySet();
    int total = 0;
    while (convoy.left() > 0) {
      total += convoy.send(7, connection -> assertThat(sent.add(connection)).isTrue());
    }
    assertThat(total).isEqualTo(1_000);
    assertThat(sent).hasSize(1_000);
    assertThat(convoy.send(5, sent::add)).isZero();
  }

  private int home(Connection connection) {
    return homes.getOrDefault(connection, -1);
  }
}
