package dev.freshet.redis;

import static dev.freshet.cluster.Rules.FIVE;
import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.bodies;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static dev.freshet.cluster.Rules.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Health;
import dev.freshet.cluster.Heard;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.TcpGate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node does while its Redis is away, and when it is back. */
@Timeout(60)
@NullUnmarked
class RedisAwayIT {
  private static final ChannelRule HUNDRED = keeping(100, Duration.ofMinutes(5));

  private RedisProcess redis;
  private Engine engine;
  private final Heard heard = new Heard();

  @BeforeEach
  void start() throws IOException {
    redis = RedisProcess.start("save \"\"");
    engine = Engine.on(redis.url());
  }

  @AfterEach
  void stop() {
    engine.close();
    redis.close();
  }

  private static void awaitState(Engine.Node node, Health.State state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> node.broker().health().stream().allMatch(each -> each.state() == state));
  }

  private static void assertUnavailable(CompletionStage<?> stage) {
    assertThatThrownBy(() -> get(stage))
        .rootCause()
        .isInstanceOf(Refused.class)
        .extracting("problem")
        .isEqualTo(Problem.BROKER_UNAVAILABLE);
  }

  private static List<Publication> messages(Heard heard, String name) {
    return heard.on(channel(name)).stream()
        .filter(publication -> publication.notice() == null)
        .toList();
  }

  @Test
  void whatIsNotKeptReachesThisNodeAloneAndWhatIsKeptIsRefused() {
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    redis.kill();
    awaitState(node, Health.State.DOWN);
    get(node.broker().publish(channel("a"), draft("alone"), NONE));
    assertThat(bodies(heard.on(channel("a")))).containsExactly("alone");
    assertThat(node.metrics().value(Metric.PUBLICATIONS_DEGRADED)).isEqualTo(1);
    assertUnavailable(node.broker().publish(channel("a"), draft("kept"), FIVE));
    assertUnavailable(node.broker().publish(channel("a"), keyed("once", "k"), NONE));
  }

  @Test
  void aNewChannelIsHeldUntilRedisIsBack() throws IOException {
    var node = engine.node(heard);
    redis.kill();
    awaitState(node, Health.State.DOWN);
    var listening = node.broker().listen(channel("new")).toCompletableFuture();
    var reading =
        node.broker().history().read(channel("h"), FIVE, null, 1, false).toCompletableFuture();
    assertThat(listening).isNotDone();
    redis.restart();
    get(listening);
    get(reading);
    get(node.broker().publish(channel("new"), draft("1"), NONE));
    await().until(() -> heard.count() == 1);
  }

  @Test
  void aNewChannelIsRefusedWhenRedisIsNotBackInTimeAndMayBeAskedForAgain() throws IOException {
    var node =
        engine.node(
            heard,
            new RedisBroker.Settings(
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(1)));
    redis.kill();
    awaitState(node, Health.State.DOWN);
    assertUnavailable(node.broker().listen(channel("new")));
    assertUnavailable(node.broker().history().read(channel("h"), FIVE, null, 1, false));
    redis.restart();
    awaitState(node, Health.State.UP);
    get(node.broker().listen(channel("new")));
  }

  @Test
  void whatANodeMissedWhileItWasCutOffIsClosedFromHistoryInOrder() throws IOException {
    try (var gate = new TcpGate(redis.port())) {
      var far = new Heard();
      var near = engine.node(heard);
      try (var other = Engine.sharing(engine, "redis://127.0.0.1:" + gate.port())) {
        var cut = other.node(far);
        get(cut.broker().listen(channel("a")));
        get(near.broker().publish(channel("a"), draft("0"), HUNDRED));
        await().until(() -> far.count() == 1);
        gate.cut();
        awaitState(cut, Health.State.DOWN);
        for (int i = 1; i <= 20; i++) {
          get(near.broker().publish(channel("a"), draft("" + i), HUNDRED));
        }
        gate.heal();
        await().atMost(Duration.ofSeconds(20)).until(() -> far.count() >= 21);
        get(near.broker().publish(channel("a"), draft("21"), HUNDRED));
        await().until(() -> far.count() >= 22);
        assertThat(bodies(far.on(channel("a"))))
            .isEqualTo(IntStream.rangeClosed(0, 21).mapToObj(Integer::toString).toList());
        assertThat(cut.metrics().value(Metric.GAPS, "closed")).isEqualTo(1);
      }
    }
  }

  @Test
  void aSilentLinkIsNoticedAndReplacedAndNothingIsMissed() throws IOException {
    try (var gate = new TcpGate(redis.port())) {
      var far = new Heard();
      var near = engine.node(heard);
      try (var other = Engine.sharing(engine, "redis://127.0.0.1:" + gate.port())) {
        var cut = other.node(far);
        get(cut.broker().listen(channel("a")));
        get(near.broker().publish(channel("a"), draft("0"), HUNDRED));
        await().until(() -> far.count() == 1);
        gate.silence();
        long begun = System.nanoTime();
        awaitState(cut, Health.State.DOWN);
        var bound = Engine.BOUNDS.probeInterval().plus(Engine.BOUNDS.probeTimeout()).plusSeconds(5);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(bound);
        get(near.broker().publish(channel("a"), draft("1"), HUNDRED));
        gate.heal();
        await().atMost(Duration.ofSeconds(20)).until(() -> far.count() >= 2);
        assertThat(bodies(far.on(channel("a")))).containsExactly("0", "1");
        assertThat(cut.metrics().value(Metric.REDIS_LOST)).isPositive();
      }
    }
  }

  @Test
  void whenRedisLostItsDataListenersAreToldAndHearWhatComesThen() throws IOException {
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    Position before = get(node.broker().publish(channel("a"), draft("1"), HUNDRED)).position();
    await().until(() -> heard.count() == 1);
    redis.kill();
    awaitState(node, Health.State.DOWN);
    redis.restart();
    awaitState(node, Health.State.UP);
    await().until(() -> heard.count() == 2);
    Publication told = heard.on(channel("a")).get(1);
    assertThat(told.notice()).isEqualTo(Notice.LOST);
    assertThat(told.epoch()).isNotEqualTo(before.epoch());
    Position after = get(node.broker().publish(channel("a"), draft("2"), HUNDRED)).position();
    assertThat(after).isEqualTo(new Position(told.epoch(), 1));
    await().until(() -> messages(heard, "a").size() == 2);
    var page = get(node.broker().history().read(channel("a"), HUNDRED, before, 10, false));
    assertThat(page.unbroken()).isFalse();
    assertThat(node.metrics().value(Metric.GAPS, "lost")).isEqualTo(1);
  }

  @Test
  void whereMembersComeAndGoListenersHearThatTheyMayHaveMissedSome() throws IOException {
    var node = engine.node(heard);
    get(node.broker().listen(channel("room")));
    get(node.broker().listen(channel("plain")));
    var news = Publication.of(Notice.JOINED, Member.of("ann"), 1, 5);
    get(node.broker().announce(channel("room"), news));
    await().until(() -> heard.count() == 1);
    redis.kill();
    awaitState(node, Health.State.DOWN);
    redis.restart();
    await().atMost(Duration.ofSeconds(20)).until(() -> heard.count() == 2);
    assertThat(heard.on(channel("room")))
        .extracting(Publication::notice)
        .containsExactly(Notice.JOINED, Notice.RETURNED);
    assertThat(heard.on(channel("plain"))).isEmpty();
  }

  @Test
  void aReaderWhoStoodAtTheTopIsToldThoughNothingWasEverHeardHere() throws IOException {
    var node = engine.node(heard);
    get(node.broker().publish(channel("a"), draft("1"), HUNDRED));
    get(node.broker().listen(channel("a")));
    get(node.broker().history().read(channel("a"), HUNDRED, null, 0, false));
    redis.kill();
    awaitState(node, Health.State.DOWN);
    redis.restart();
    await().atMost(Duration.ofSeconds(20)).until(() -> heard.count() == 1);
    assertThat(heard.on(channel("a")).getFirst().notice()).isEqualTo(Notice.LOST);
  }

  @Test
  void aPausedRedisRefusesInTimeAndIsFoundWhenItGoesOn() {
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    redis.pause();
    try {
      assertUnavailable(node.broker().publish(channel("a"), draft("1"), FIVE));
      awaitState(node, Health.State.DOWN);
    } finally {
      redis.resume();
    }
    awaitState(node, Health.State.UP);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> get(node.broker().publish(channel("a"), draft("2"), FIVE)));
    await().until(() -> bodies(messages(heard, "a")).contains("2"));
  }

  @Test
  void aFullRedisIsToldAsFullAndStillPassesOnWhatIsNotKept() throws IOException {
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    redis.call("CONFIG", "SET", "maxmemory", "1");
    assertUnavailable(node.broker().publish(channel("a"), draft("kept"), FIVE));
    awaitState(node, Health.State.FULL);
    get(node.broker().publish(channel("a"), draft("passed"), NONE));
    await().until(() -> bodies(messages(heard, "a")).contains("passed"));
    redis.call("CONFIG", "SET", "maxmemory", "0");
    awaitState(node, Health.State.UP);
    get(node.broker().publish(channel("a"), draft("kept"), FIVE));
  }

  @Test
  void aRedisThatBecameAReplicaIsNotWrittenTo() throws IOException {
    try (var master = RedisProcess.start()) {
      var node = engine.node(heard);
      redis.call("REPLICAOF", "127.0.0.1", "" + master.port());
      await().atMost(Duration.ofSeconds(20)).until(() -> !node.broker().health().getFirst().isUp());
      assertUnavailable(node.broker().publish(channel("a"), draft("1"), FIVE));
      redis.call("REPLICAOF", "NO", "ONE");
      awaitState(node, Health.State.UP);
      get(node.broker().publish(channel("a"), draft("2"), FIVE));
    }
  }

  @Test
  void thousandsOfChannelsAreAskedForAgainInBatches() throws IOException {
    int channels = 5_000;
    var node = engine.node(heard);
    for (int i = 0; i < channels; i++) {
      var _ = node.broker().listen(channel("c" + i));
    }
    get(node.broker().listen(channel("c" + (channels - 1))));
    redis.call("CONFIG", "RESETSTAT");
    redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> node.metrics().value(Metric.REDIS_LOST) == 1);
    awaitState(node, Health.State.UP);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            redis.info("stats", "pubsub_channels") != null
                && Integer.parseInt(redis.info("stats", "pubsub_channels")) > channels);
    assertThat(calls(redis, "subscribe")).isLessThanOrEqualTo(300);
  }

  @Test
  void aChannelIsDroppedSomeTimeAfterNobodyWantsIt() throws IOException {
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    node.broker().ignore(channel("a"));
    get(node.broker().listen(channel("a")));
    node.broker().ignore(channel("a"));
    await().until(() -> node.metrics().value(Metric.REDIS_CHANNELS) == 0);
    await().until(() -> calls(redis, "unsubscribe") == 1);
    get(node.broker().publish(channel("a"), draft("1"), NONE));
    get(node.broker().listen(channel("a")));
    get(node.broker().publish(channel("a"), draft("2"), NONE));
    await().until(() -> heard.count() > 0);
    assertThat(bodies(heard.on(channel("a")))).containsExactly("2");
  }

  static int calls(RedisProcess redis, String command) throws IOException {
    String line = redis.info("commandstats", "cmdstat_" + command);
    return line == null ? 0 : Integer.parseInt(line.replaceAll("calls=([0-9]+).*", "$1"));
  }
}
