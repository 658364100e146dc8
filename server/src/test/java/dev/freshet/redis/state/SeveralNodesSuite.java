package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.redis.state.Machine.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Presence.Room;
import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What several nodes know together, and what becomes of it when one dies. */
abstract class SeveralNodesSuite {
  /** For thousands of events on a machine that is busy with other things. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ChannelName ROOM = channel("room");
  private static final Duration HELD = Duration.ofMillis(1_500);

  private final String prefix = Lease.word();
  private final List<Machine> machines = new ArrayList<>();

  abstract Servers servers();

  @AfterEach
  void close() {
    machines.forEach(Machine::close);
  }

  private Machine start(StateSettings settings) {
    var machine = Machine.start(servers(), prefix, settings);
    machines.add(machine);
    return machine;
  }

  private static void join(Machine machine, ChannelName channel, String connection, String id) {
    get(machine.state.presence().join(channel, connection, Member.of(id), Room.UNBOUNDED));
  }

  private static void leave(Machine machine, ChannelName channel, String connection, String id) {
    get(machine.state.presence().leave(channel, connection, id));
  }

  private static void awaitCount(Machine machine, ChannelName channel, int count) {
    await()
        .untilAsserted(
            () -> assertThat(get(machine.state.occupancy().count(channel))).isEqualTo(count));
  }

  private static List<String> news(Machine machine) {
    return machine.heard(ROOM).stream().map(p -> p.notice() + " " + p.event()).toList();
  }

  /** What all nodes told, each decision once. */
  private List<String> told() {
    Set<String> ids = new HashSet<>();
    return machines.stream()
        .flatMap(machine -> machine.told.decisions().stream())
        .filter(decision -> ids.add(decision.id()))
        .map(Told::word)
        .toList();
  }

  @Test
  void aMemberWithConnectionsToTwoNodesIsPresentOnce() {
    Machine a = start(SETTINGS);
    Machine b = start(SETTINGS);
    a.listen(ROOM);
    b.listen(ROOM);

    join(a, ROOM, "c1", "ann");
    join(b, ROOM, "c2", "ann");
    assertThat(get(b.state.presence().roster(ROOM)).members()).containsExactly(Member.of("ann"));
    leave(a, ROOM, "c1", "ann");
    assertThat(get(a.state.presence().count(ROOM))).isOne();
    leave(b, ROOM, "c2", "ann");

    for (Machine machine : machines) {
      assertThat(news(machine)).containsExactly("JOINED ann", "LEFT ann");
    }
    await()
        .untilAsserted(
            () -> assertThat(told()).containsExactly("JOINED room ann", "LEFT room ann"));
  }

  @Test
  void countsAreThoseOfAllNodesAndWhoChangesOneHearsOfIt() {
    Machine a = start(SETTINGS);
    Machine b = start(SETTINGS);

    a.state.occupancy().set(ROOM, 2);
    awaitCount(b, ROOM, 2);
    b.state.occupancy().set(ROOM, 3);
    awaitCount(a, ROOM, 5);
    a.state.occupancy().set(ROOM, 0);
    awaitCount(b, ROOM, 3);
    assertThat(get(a.state.occupancy().channels("app", "r", 10))).containsEntry("room", 3);
    b.state.occupancy().set(ROOM, 0);
    awaitCount(a, ROOM, 0);

    assertThat(a.counts).containsExactly("room 0 2", "room 5 3");
    assertThat(b.counts).containsExactly("room 2 5", "room 3 0");
    await()
        .untilAsserted(() -> assertThat(told()).containsExactly("OCCUPIED room", "VACATED room"));
  }

  @Test
  void theBoundsOfAChannelAreThoseOfAllNodes() {
    Machine a = start(SETTINGS);
    Machine b = start(SETTINGS);
    join(a, ROOM, "c1", "ann");

    refused(b, "c2", "bob", Room.forMembers(1), Problem.TOO_MANY_MEMBERS);
    refused(b, "c3", "ann", Room.forConnections(1), Problem.TOO_MANY_CONNECTIONS);

    leave(a, ROOM, "c1", "ann");
    get(b.state.presence().join(ROOM, "c2", Member.of("bob"), Room.forMembers(1)));
  }

  private static void refused(
      Machine machine, String connection, String id, Room room, Problem problem) {
    assertThatThrownBy(
            () -> get(machine.state.presence().join(ROOM, connection, Member.of(id), room)))
        .hasRootCauseInstanceOf(Refused.class)
        .rootCause()
        .extracting("problem")
        .isEqualTo(problem);
  }

  @Test
  void whatADeadNodeHadIsTakenAwayOnceWithinItsLease() {
    Machine a = start(SETTINGS);
    Machine b = start(SETTINGS);
    Machine c = start(SETTINGS);
    b.listen(ROOM);
    a.state.occupancy().set(ROOM, 2);
    a.state.occupancy().set(channel("shared"), 1);
    b.state.occupancy().set(channel("shared"), 1);
    join(a, ROOM, "c1", "ann");
    join(a, ROOM, "c2", "bob");
    join(c, ROOM, "c3", "bob");
    awaitCount(b, ROOM, 2);
    awaitCount(b, channel("shared"), 2);

    a.die();

    awaitCount(b, ROOM, 0);
    awaitCount(b, channel("shared"), 1);
    await().untilAsserted(() -> assertThat(get(b.state.presence().count(ROOM))).isOne());
    assertThat(get(b.state.presence().roster(ROOM)).members()).containsExactly(Member.of("bob"));
    assertThat(get(c.nodes().all())).extracting("id").containsExactlyInAnyOrder(b.id, c.id);
    assertThat(news(b)).containsExactly("JOINED ann", "JOINED bob", "LEFT ann");
    await()
        .untilAsserted(() ->
            assertThat(told())
                .containsExactlyInAnyOrder(
                    "OCCUPIED room",
                    "OCCUPIED shared",
                    "JOINED room ann",
                    "JOINED room bob",
                    "LEFT room ann",
                    "VACATED room"));
    assertThat(Stream.concat(b.counts.stream(), c.counts.stream()))
        .contains("room 2 0", "shared 2 1");
    await()
        .until(() ->
            b.metrics.value(Metric.LEASES_REAPED) + c.metrics.value(Metric.LEASES_REAPED) == 1);
  }

  @Test
  void aReaperThatDiesIsFollowedByAnother() {
    List<ChannelName> channels = IntStream.range(0, 3_000).mapToObj(i -> channel("c" + i)).toList();
    Machine a = start(SETTINGS);
    channels.forEach(channel -> a.state.occupancy().set(channel, 1));
    await().atMost(PATIENCE).until(() -> told().size() == channels.size());
    Machine b = start(SETTINGS);
    await()
        .atMost(PATIENCE)
        .until(() -> get(b.state.occupancy().channels("app", "c", 4_000)).size() == 3_000);

    a.die();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> b.metrics.value(Metric.SHARE_ENTRIES_REAPED) > 0);
    b.die();
    Machine c = start(SETTINGS);

    await()
        .atMost(PATIENCE)
        .until(() -> get(c.state.occupancy().channels("app", "c", 4_000)).isEmpty());
    await().atMost(PATIENCE).until(() -> told().size() == 2 * channels.size());
    assertThat(told().stream().filter(word -> word.startsWith("VACATED")))
        .doesNotHaveDuplicates()
        .hasSameSizeAs(channels);
  }

  @Test
  void anEndIsTakenBackByWhateverNodeSeesTheBeginning() {
    Machine a = start(Machine.holding(HELD));
    Machine b = start(Machine.holding(HELD));
    a.state.occupancy().set(ROOM, 1);
    join(a, ROOM, "c1", "ann");
    await().until(() -> told().size() == 2);

    leave(a, ROOM, "c1", "ann");
    a.state.occupancy().set(ROOM, 0);
    awaitCount(b, ROOM, 0);
    b.state.occupancy().set(ROOM, 1);
    join(b, ROOM, "c2", "ann");
    a.state.occupancy().set(channel("last"), 1);
    awaitCount(b, channel("last"), 1);
    a.state.occupancy().set(channel("last"), 0);

    await().until(() -> told().contains("VACATED last"));
    assertThat(told())
        .containsExactlyInAnyOrder(
            "OCCUPIED room", "JOINED room ann", "OCCUPIED last", "VACATED last");
  }

  @Test
  void anEndThatADeadNodeHeldIsToldByAnother() {
    Machine a = start(Machine.holding(HELD));
    Machine b = start(Machine.holding(HELD));
    join(a, ROOM, "c1", "ann");
    leave(a, ROOM, "c1", "ann");
    a.die();

    await().until(() -> b.told.words().contains("LEFT room ann"));
    assertThat(told()).containsExactly("JOINED room ann", "LEFT room ann");
  }

  @Test
  void whatANodeDiesOfTellingIsToldByAnotherUnderTheSameId() {
    Machine a = start(SETTINGS);
    Machine b = start(SETTINGS);
    a.told.stuck = true;
    a.state.occupancy().set(ROOM, 1);
    await().until(() -> a.told.words().contains("OCCUPIED room"));
    // Another node's event of the same channel is told by who tells the first.
    b.state.occupancy().set(ROOM, 1);
    join(b, ROOM, "c1", "ann");
    await().until(() -> a.told.words().contains("JOINED room ann"));
    assertThat(b.told.words()).isEmpty();

    a.die();

    await().until(() -> b.told.decisions().size() == 2);
    assertThat(b.told.decisions()).isEqualTo(a.told.decisions());
    assertThat(b.told.decisions()).extracting(Decision::id).doesNotHaveDuplicates();
  }

  @Test
  void aNodeThatGoesLeavesWhatItHasToTheOthersAtOnce() throws Exception {
    Machine a = start(Machine.holding(HELD));
    Machine b = start(Machine.holding(HELD));
    a.state.occupancy().set(ROOM, 1);
    await().until(() -> told().size() == 1);
    await().until(() -> get(a.nodes().all()).size() == 2);
    a.state.occupancy().set(ROOM, 0);
    awaitCount(b, ROOM, 0);

    a.state.close(Duration.ofSeconds(5));

    await().until(() -> b.told.words().contains("VACATED room"));
    assertThat(get(b.nodes().all())).extracting("id").containsExactly(b.id);
  }

  @Test
  void theLastNodeTellsWhatIsHeldBeforeItGoes() throws Exception {
    Machine a = start(Machine.holding(Duration.ofMinutes(1)));
    a.state.occupancy().set(ROOM, 1);
    await().until(() -> told().size() == 1);
    await().until(() -> get(a.nodes().all()).size() == 1);
    a.state.occupancy().set(ROOM, 0);
    awaitCount(a, ROOM, 0);

    a.state.close(Duration.ofSeconds(5));

    await().until(() -> told().size() == 2);
    assertThat(told()).containsExactly("OCCUPIED room", "VACATED room");
  }

  @Test
  void whatNobodyWantsToKnowIsNotKept() {
    Machine a = start(SETTINGS);
    a.told.unwanted = true;
    a.state.occupancy().set(ROOM, 1);
    join(a, ChannelName.ofUser("app", "ann"), "c1", "ann");
    a.state.occupancy().set(ROOM, 0);
    awaitCount(a, ROOM, 0);
    a.told.unwanted = false;
    a.state.occupancy().set(ROOM, 1);

    await().untilAsserted(() -> assertThat(told()).containsExactly("OCCUPIED room"));
  }

  @Test
  void ofMoreEventsThanMayWaitTheOldestAreDroppedAndCounted() {
    Machine a =
        start(new StateSettings(Duration.ofSeconds(2), Duration.ZERO, 3, Duration.ofSeconds(10)));
    a.told.room = 0;
    for (int i = 1; i <= 4; i++) {
      join(a, ROOM, "c" + i, "m" + i);
    }
    await().until(() -> a.metrics.value(Metric.WEBHOOK_EVENTS_DROPPED, "outbox-full") == 1);
    a.told.room = 1_000;

    await().until(() -> told().size() == 3);
    assertThat(told()).containsExactly("JOINED room m2", "JOINED room m3", "JOINED room m4");
  }
}
