package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.redis.state.Machine.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Roster;
import dev.freshet.redis.link.Store;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.TcpGate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What becomes of what nodes know when Redis is away, lags, or has lost it. */
class RedisLossIT {
  /** Of tests whose Redis has its data again after it was killed. */
  private static final String KEEPS = "keeps";

  private static final ChannelName ROOM = channel("room");
  private static final ChannelName LATER = channel("later");

  private final RedisProcess redis;
  private final String prefix = Lease.word();
  private final List<Machine> machines = new ArrayList<>();

  RedisLossIT(TestInfo test) throws IOException {
    redis =
        test.getTags().contains(KEEPS)
            ? RedisProcess.start("appendonly yes", "appendfsync always")
            : RedisProcess.start();
  }

  @AfterEach
  void close() {
    machines.forEach(Machine::close);
    redis.close();
  }

  private Machine start() {
    return start(redis.port());
  }

  private Machine start(int port) {
    var servers = new Servers(List.of("redis://127.0.0.1:" + port), false);
    var machine = Machine.start(servers, prefix, SETTINGS);
    machines.add(machine);
    return machine;
  }

  private static CompletionStage<Roster> join(Machine machine, String connection, String id) {
    return machine.state.presence().join(ROOM, connection, Member.of(id), Room.UNBOUNDED);
  }

  private static void awaitCount(Machine machine, ChannelName channel, int count) {
    await()
        .ignoreException(AssertionError.class)
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(machine.state.occupancy().count(channel)) == count);
  }

  private static List<String> news(Machine machine) {
    return machine.heard(ROOM).stream().map(p -> p.notice() + " " + p.event()).toList();
  }

  private List<String> told() {
    return machines.stream().flatMap(machine -> machine.told.words().stream()).toList();
  }

  /** Two nodes that have a room together. */
  private void furnish(Machine a, Machine b) {
    b.listen(ROOM);
    a.state.occupancy().set(ROOM, 2);
    awaitCount(b, ROOM, 2);
    b.state.occupancy().set(ROOM, 1);
    get(join(a, "c1", "ann"));
    get(join(b, "c2", "ann"));
    get(join(b, "c3", "bob"));
    awaitCount(a, ROOM, 3);
    await().until(() -> told().size() == 3);
  }

  private void assertFurnished(Machine b) {
    awaitCount(b, ROOM, 3);
    assertThat(get(b.state.presence().roster(ROOM)).members())
        .containsExactlyInAnyOrder(Member.of("ann"), Member.of("bob"));
    assertThat(news(b)).containsExactly("JOINED ann", "JOINED bob");
    assertThat(told())
        .containsExactlyInAnyOrder("OCCUPIED room", "JOINED room ann", "JOINED room bob");
  }

  @Test
  void whatRedisLostIsWrittenAnewAndNobodyIsToldOfIt() throws IOException {
    Machine a = start();
    Machine b = start();
    furnish(a, b);

    redis.call("FLUSHALL");
    await().until(() -> anew(a, "lost") == Store.BUCKETS && anew(b, "lost") == Store.BUCKETS);

    assertFurnished(b);
    get(a.state.presence().leave(ROOM, "c1", "ann"));
    get(b.state.presence().leave(ROOM, "c2", "ann"));
    assertThat(news(b)).containsExactly("JOINED ann", "JOINED bob", "LEFT ann");
  }

  private static double anew(Machine machine, String reason) {
    return machine.metrics.value(Metric.SHARES_WRITTEN_ANEW, reason);
  }

  @Test
  void whatChangesWhileDataAreLostIsToldOnceAllHaveWrittenTheirsAnew() throws IOException {
    Machine a = start();
    Machine b = start();
    furnish(a, b);

    redis.kill();
    await().until(() -> !a.isUp() && !b.isUp());
    // One of two goes, and one who was on one node comes on the other: nothing of it is news.
    a.state.occupancy().set(ROOM, 0);
    CompletionStage<?> left = a.state.presence().leave(ROOM, "c1", "ann");
    // These are.
    a.state.occupancy().set(LATER, 1);
    CompletionStage<?> gone = b.state.presence().leave(ROOM, "c3", "bob");
    CompletionStage<Roster> cat = join(a, "c4", "cat");
    redis.restart();

    get(left);
    get(gone);
    assertThat(get(cat).members()).extracting(Member::id).contains("ann", "cat");
    awaitCount(a, ROOM, 1);
    awaitCount(b, LATER, 1);
    await()
        .untilAsserted(() ->
            assertThat(told())
                .containsExactlyInAnyOrder(
                    "OCCUPIED room",
                    "JOINED room ann",
                    "JOINED room bob",
                    "OCCUPIED later",
                    "LEFT room bob",
                    "JOINED room cat"));
  }

  @Test
  void whatChangesWhileRedisIsAwayIsWrittenWhenItIsBack() throws IOException {
    Machine a = start();
    redis.kill();
    await().until(() -> !a.isUp());
    // What comes and goes meanwhile is not remembered.
    for (int i = 0; i < 1_000; i++) {
      CompletionStage<Roster> never = join(a, "x" + i, "x" + i);
      get(a.state.presence().leave(ROOM, "x" + i, "x" + i));
      assertThat(never.toCompletableFuture()).isCompletedExceptionally();
      a.state.occupancy().set(LATER, i % 2);
    }
    a.state.occupancy().set(LATER, 0);
    assertThat(a.metrics.value(Metric.STATE_CHANGES_WAITING)).isZero();
    CompletionStage<Roster> ann = join(a, "c1", "ann");
    a.state.occupancy().set(ROOM, 1);
    assertThat(a.metrics.value(Metric.STATE_CHANGES_WAITING)).isEqualTo(2);
    redis.restart();

    assertThat(get(ann).members()).containsExactly(Member.of("ann"));
    awaitCount(a, ROOM, 1);
    await().until(() -> told().size() == 2);
    assertThat(told()).containsExactly("JOINED room ann", "OCCUPIED room");
  }

  @Test
  void whoHasWaitedTooLongForRedisIsRefused() {
    var impatient =
        new StateSettings(Duration.ofSeconds(2), Duration.ZERO, 1_000, Duration.ofMillis(100));
    var servers = new Servers(List.of(redis.url()), false);
    Machine a = Machine.start(servers, prefix, impatient);
    machines.add(a);
    redis.kill();
    await().until(() -> !a.isUp());

    CompletionStage<Roster> ann = join(a, "c1", "ann");

    await().until(() -> ann.toCompletableFuture().isCompletedExceptionally());
    assertThat(a.metrics.value(Metric.STATE_CHANGES_WAITING)).isZero();
    assertThat(a.state.presence().roster(ROOM).toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aRedisThatStoodStillForLongerThanALeaseHasNobodyTakenForDead() {
    Machine a = start();
    Machine b = start();
    furnish(a, b);

    redis.pause();
    await().pollDelay(SETTINGS.lease().multipliedBy(2)).until(() -> true);
    redis.resume();

    await().until(() -> a.isUp() && b.isUp());
    awaitCount(b, ROOM, 3);
    await().pollDelay(SETTINGS.lease()).until(() -> true);
    assertFurnished(b);
    assertThat(a.metrics.value(Metric.LEASES_REAPED)).isZero();
    assertThat(b.metrics.value(Metric.LEASES_REAPED)).isZero();
  }

  @Test
  void aNodeThatWasCutOffForLongerThanItsLeaseComesBackUnderAnother() throws Exception {
    try (var gate = new TcpGate(redis.port())) {
      Machine a = start(gate.port());
      Machine b = start();
      b.listen(ROOM);
      a.state.occupancy().set(ROOM, 1);
      get(join(a, "c1", "ann"));
      get(join(a, "c2", "bob"));
      awaitCount(b, ROOM, 1);

      gate.cut();
      awaitCount(b, ROOM, 0);
      await().until(() -> get(b.state.presence().count(ROOM)) == 0);
      CompletionStage<Void> left = a.state.presence().leave(ROOM, "c2", "bob");
      gate.heal();

      awaitCount(b, ROOM, 1);
      get(left);
      await().until(() -> get(b.state.presence().count(ROOM)) == 1);
      List<String> news = news(b);
      assertThat(news.subList(0, 2)).containsExactly("JOINED ann", "JOINED bob");
      assertThat(news.subList(2, 4)).containsExactlyInAnyOrder("LEFT ann", "LEFT bob");
      assertThat(news.subList(4, news.size())).containsExactly("JOINED ann");
      await().until(() -> told().size() == 8);
      assertThat(told().stream().filter("OCCUPIED room"::equals)).hasSize(2);
      assertThat(told().stream().filter("VACATED room"::equals)).hasSize(1);
    }
  }

  @Test
  @Tag(KEEPS)
  void whatAServerThatTookOverLacksIsRepairedAsAChange() throws IOException {
    Machine a = start();
    Machine b = start();
    furnish(a, b);
    // As if the last writes of a node had not reached the server: one who came, one who went.
    redis.call("HDEL", key(ROOM, "who:" + a.id + ".0"), "c1\0app\0room");
    redis.call("HSET", key(ROOM, "m:app\0room"), "ann", "1:\2null");
    redis.call("HSET", key(ROOM, "own:" + a.id + ".0"), "app\0room", "1w");
    redis.call("HSET", key(ROOM, "occupied"), "app\0room", "2");
    redis.call("HSET", key(LATER, "own:" + a.id + ".0"), "app\0later", "1w");
    redis.call("HSET", key(LATER, "occupied"), "app\0later", "1");
    // And of a node that is long gone.
    redis.call("SADD", key(LATER, "leases"), "ghost.0");
    redis.call("HSET", key(LATER, "who:ghost.0"), "c9\0app\0later", "wghost");
    redis.call("HSET", key(LATER, "m:app\0later"), "ghost", "1:\2null");

    redis.kill();
    redis.restart();

    await().until(() -> anew(a, "repaired") >= Store.BUCKETS);
    awaitCount(b, ROOM, 3);
    awaitCount(b, LATER, 0);
    get(b.state.presence().leave(ROOM, "c2", "ann"));
    assertThat(get(b.state.presence().count(ROOM))).isEqualTo(2);
    await().until(() -> get(b.state.presence().count(LATER)) == 0);
    await().until(() -> told().contains("LEFT later ghost") && told().contains("VACATED later"));
    assertThat(told()).hasSize(5).doesNotHaveDuplicates();
  }

  private String key(ChannelName channel, String rest) {
    return prefix + ":{b" + Store.bucket(channel) + "}:s:" + rest;
  }
}
