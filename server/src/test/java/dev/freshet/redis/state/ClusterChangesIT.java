package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.redis.state.Machine.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.redis.link.Store;
import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis Cluster changes under nodes whose members come and go all the time. */
class ClusterChangesIT {
  private static final ChannelName ROOM = channel("room");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final RedisClusterRig redis = RedisClusterRig.shared();
  private final String prefix = Lease.word();
  private final List<Machine> machines = new ArrayList<>();

  ClusterChangesIT() throws IOException {}

  @AfterEach
  void close() {
    machines.forEach(Machine::close);
  }

  private Machine start() {
    var servers = new Servers(redis.nodes().stream().map(RedisProcess::url).toList(), true);
    var machine = Machine.start(servers, prefix, SETTINGS);
    machines.add(machine);
    return machine;
  }

  private int slot() throws IOException {
    return redis.slotOf(prefix + ":{b" + Store.bucket(ROOM) + "}:");
  }

  /** Members of a node that come and go until they are stopped. */
  private static final class Visitors {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;
    private volatile int visits;

    Visitors(Machine machine) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; !stopped.get(); i++) {
                  String connection = machine.id + "-" + i;
                  CompletionStage<?> in =
                      machine
                          .state
                          .presence()
                          .join(ROOM, connection, Member.of(connection), Room.UNBOUNDED);
                  in.toCompletableFuture().join();
                  machine.state.occupancy().set(ROOM, 1 + i % 3);
                  machine
                      .state
                      .presence()
                      .leave(ROOM, connection, connection)
                      .toCompletableFuture()
                      .join();
                  visits = i + 1;
                }
              });
    }

    void awaitMore() {
      int before = visits;
      await().atMost(LONG).until(() -> visits > before + 20);
    }

    int stop() throws InterruptedException {
      stopped.set(true);
      assertThat(thread.join(LONG)).isTrue();
      return visits;
    }
  }

  /** Everybody who came was told of, and everybody who went, once, and nobody is left. */
  private void assertVisited(List<Visitors> visitors) throws InterruptedException {
    int visits = 0;
    for (Visitors each : visitors) {
      visits += each.stop();
    }
    machines.forEach(machine -> machine.state.occupancy().set(ROOM, 0));
    Machine first = machines.getFirst();
    await().atMost(LONG).until(() -> get(first.state.occupancy().count(ROOM)) == 0);
    assertThat(get(first.state.presence().roster(ROOM)).members()).isEmpty();
    int expected = 2 * visits + 2;
    await().atMost(LONG).until(() -> told().size() >= expected);
    assertThat(told()).hasSize(expected).doesNotHaveDuplicates();
  }

  private List<String> told() {
    Set<String> ids = new HashSet<>();
    return machines.stream()
        .flatMap(machine -> machine.told.decisions().stream())
        .filter((Decision decision) -> ids.add(decision.id()))
        .map(Told::word)
        .toList();
  }

  @Test
  void aSlotThatMovesTakesAlongAllThatIsKnown() throws Exception {
    List<Visitors> visitors = List.of(new Visitors(start()), new Visitors(start()));
    visitors.forEach(Visitors::awaitMore);
    RedisProcess from = redis.masterOf(slot());
    RedisProcess to =
        redis.masters().stream().filter(master -> master != from).findFirst().orElseThrow();

    redis.moveSlot(slot(), to);
    visitors.forEach(Visitors::awaitMore);
    redis.moveSlot(slot(), from);
    visitors.forEach(Visitors::awaitMore);

    assertVisited(visitors);
  }

  @Test
  void aPlannedFailoverLosesNothing() throws Exception {
    List<Visitors> visitors = List.of(new Visitors(start()), new Visitors(start()));
    visitors.forEach(Visitors::awaitMore);

    redis.failover(slot());
    visitors.forEach(Visitors::awaitMore);

    assertVisited(visitors);
  }

  /** What the replica did not have yet is repaired; who is there is right in the end. */
  @Test
  void aMasterThatDiesLeavesWhoIsThereRight() throws Exception {
    Machine a = start();
    Machine b = start();
    a.state.occupancy().set(ROOM, 2);
    get(a.state.presence().join(ROOM, "c1", Member.of("ann"), Room.UNBOUNDED));
    List<Visitors> visitors = List.of(new Visitors(b));
    visitors.forEach(Visitors::awaitMore);
    RedisProcess master = redis.masterOf(slot());

    master.kill();
    redis.awaitMasterOtherThan(master, slot());
    visitors.forEach(Visitors::awaitMore);
    visitors.getFirst().stop();

    b.state.occupancy().set(ROOM, 3);
    await()
        .atMost(LONG)
        .ignoreException(AssertionError.class)
        .until(() -> get(a.state.occupancy().count(ROOM)) == 5);
    await()
        .atMost(LONG)
        .untilAsserted(() ->
            assertThat(get(b.state.presence().roster(ROOM)).members())
                .containsExactly(Member.of("ann")));
  }
}
