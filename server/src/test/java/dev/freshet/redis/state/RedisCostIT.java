package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.Member;
import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes ask of Redis: something for each of them, and for each change; nothing else. */
class RedisCostIT {
  private static final int NODES = 3;
  private static final StateSettings SETTINGS =
      new StateSettings(Duration.ofSeconds(10), Duration.ZERO, 1_000, Duration.ofSeconds(10));

  private final RedisProcess redis = RedisProcess.start();
  private List<Machine> machines = List.of();

  RedisCostIT() throws IOException {}

  @BeforeEach
  void start() {
    // Probes are the links' own; here they would only be in the way.
    var servers = new Servers(List.of(redis.url()), false, Duration.ofMinutes(5));
    String prefix = Lease.word();
    machines =
        Stream.generate(() -> Machine.start(servers, prefix, SETTINGS)).limit(NODES).toList();
    for (Machine machine : machines) {
      machine.told.unwanted = true;
      for (int i = 0; i < 1_000; i++) {
        machine.state.occupancy().set(channel("held" + i), 10);
      }
      get(machine.state.presence().join(channel("p"), machine.id, Member.of("m"), Room.UNBOUNDED));
    }
    await()
        .until(() ->
            get(machines.getFirst().state.occupancy().count(channel("held999"))) == 10 * NODES);
  }

  @AfterEach
  void close() {
    machines.forEach(Machine::close);
    redis.close();
  }

  /** How many scripts were run so far. */
  private long scripts() throws IOException {
    return Stream.of("cmdstat_evalsha", "cmdstat_eval").mapToLong(this::calls).sum();
  }

  private long calls(String command) {
    try {
      String stat = redis.info("commandstats", command);
      return stat.isEmpty() ? 0 : Long.parseLong(stat.split("[=,]", -1)[1]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void idleNodesAskOnceASecondEachHoweverMuchTheyHave() throws IOException {
    int seconds = 5;
    long before = scripts();
    await().pollDelay(Duration.ofSeconds(seconds)).until(() -> true);
    assertThat(scripts() - before)
        .isBetween((long) NODES * (seconds - 2), (long) NODES * (seconds + 2));
  }

  @Test
  void aChangeIsOneCallAndChangesThatComeTogetherShareOne() throws IOException {
    Machine machine = machines.getFirst();
    int joins = 300;
    long before = scripts();
    long start = System.nanoTime();
    for (int i = 0; i < joins; i++) {
      get(machine.state.presence().join(channel("j" + i), "c", Member.of("a"), Room.UNBOUNDED));
    }
    assertThat(scripts() - before).isBetween((long) joins, joins + beatsSince(start));

    int changes = 5_000;
    before = scripts();
    start = System.nanoTime();
    for (int i = 1; i <= changes; i++) {
      machine.state.occupancy().set(channel("busy"), i);
    }
    await().until(() -> get(machine.state.occupancy().count(channel("busy"))) == changes);
    assertThat(scripts() - before).isLessThan(changes / 5 + beatsSince(start));
  }

  /** How often the nodes may have refreshed their leases since, and the test looked. */
  private static long beatsSince(long start) {
    return NODES * (2 + Duration.ofNanos(System.nanoTime() - start).toSeconds()) + 100;
  }
}
