package dev.freshet.redis;

import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.body;
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
import dev.freshet.it.hostile.Certificate;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.RedisReplicas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to have Redis: of several servers, behind a password, with a Sentinel, as a cluster. */
@Timeout(120)
@NullUnmarked
class RedisTopologiesIT {
  private static final ChannelRule MANY = keeping(100_000, Duration.ofMinutes(10));

  private Engine engine;
  private final List<AutoCloseable> rigs = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    if (engine != null) {
      engine.close();
    }
    for (AutoCloseable rig : rigs) {
      rig.close();
    }
  }

  private <T extends AutoCloseable> T rig(T made) {
    rigs.add(made);
    return made;
  }

  /** Publishes with idempotency keys, trying again what is refused, until it is told to end. */
  private static final class Steady {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<String> taken = new ArrayList<>();
    private final Thread thread;

    Steady(RedisBroker broker, ChannelName to) {
      thread =
          Thread.startVirtualThread(() -> {
            for (int i = 0; !ended.get(); i++) {
              publish(broker, to, "m" + i);
              await().pollDelay(Duration.ofMillis(5)).until(() -> true);
            }
          });
    }

    private void publish(RedisBroker broker, ChannelName to, String text) {
      while (!ended.get()) {
        try {
          var _ = broker.publish(to, keyed(text, text), MANY).toCompletableFuture().join();
          taken.add(text);
          return;
        } catch (CompletionException refused) {
          await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        }
      }
    }

    int count() {
      return taken.size();
    }

    /** Everything that was taken. */
    List<String> stop() throws InterruptedException {
      ended.set(true);
      thread.join();
      return taken;
    }
  }

  /** Everything taken since the last loss that was told was heard, once and in order. */
  private static void assertWholeOrTold(Heard heard, ChannelName on, List<String> taken) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            heard.on(on).stream()
                .anyMatch(p -> p.notice() == null && body(p).equals(taken.getLast())));
    var numbers = new ArrayList<Integer>();
    boolean told = false;
    for (Publication publication : heard.on(on)) {
      if (publication.notice() == Notice.LOST) {
        told = true;
        continue;
      }
      int number = Integer.parseInt(body(publication).substring(1));
      if (!numbers.isEmpty()) {
        int before = numbers.getLast();
        assertThat(number).as("after m" + before).isGreaterThan(told ? -1 : before);
        assertThat(told || number == before + 1).as("m%d after m%d", number, before).isTrue();
      }
      told = false;
      numbers.add(number);
    }
  }

  @Test
  void severalServersShareTheChannels() throws IOException {
    var servers =
        List.of(rig(RedisProcess.start()), rig(RedisProcess.start()), rig(RedisProcess.start()));
    engine = Engine.on(servers.stream().map(RedisProcess::url).toArray(String[]::new));
    var heard = new Heard();
    var node = engine.node(heard);
    for (int i = 0; i < 60; i++) {
      get(node.broker().listen(channel("c" + i)));
      get(node.broker().publish(channel("c" + i), draft("x"), MANY));
    }
    await().until(() -> heard.count() == 60);
    for (RedisProcess server : servers) {
      assertThat((Long) server.call("DBSIZE")).isBetween(10L, 110L);
    }
  }

  @Test
  void aServerOfSeveralThatIsGoneTakesOnlyItsOwnShareAway() throws IOException {
    var one = rig(RedisProcess.start());
    var other = rig(RedisProcess.start());
    engine = Engine.on(one.url(), other.url());
    var node = engine.node(new Heard());
    one.kill();
    await().until(() -> node.broker().health().stream().filter(h -> h.isUp()).count() == 1);
    int taken = 0;
    for (int i = 0; i < 40; i++) {
      var stage = node.broker().publish(channel("c" + i), draft("x"), MANY).toCompletableFuture();
      await().until(stage::isDone);
      taken += stage.isCompletedExceptionally() ? 0 : 1;
    }
    assertThat(taken).isBetween(5, 35);
  }

  @Test
  void aUserAndPasswordAreUsedAndNeverShown() throws IOException {
    var redis = rig(RedisProcess.secured("freshet", "s3cret-of-redis"));
    engine = Engine.on(redis.url());
    var node = engine.node(new Heard());
    get(node.broker().publish(channel("a"), draft("x"), MANY));
    assertThat(node.broker().health().toString()).doesNotContain("s3cret");
    try (var wrong = Engine.on(redis.url().replace("s3cret-of-redis", "wrong-one"))) {
      assertThatThrownBy(() -> start(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("engine.redis.url: " + redis.address())
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("wrong-one");
    }
  }

  @Test
  void aServerIsReachedOverTlsByThoseWhoTrustItsCertificate(@TempDir Path folder) throws Exception {
    Path pem = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    new Certificate(folder, "redis").write(pem, key);
    var redis = rig(RedisProcess.tls(pem, key));
    String url = "rediss://localhost:" + redis.tlsPort();
    engine = Engine.trusting(pem, url);
    var heard = new Heard();
    var node = engine.node(heard);
    get(node.broker().listen(channel("a")));
    get(node.broker().publish(channel("a"), draft("over TLS"), MANY));
    await().until(() -> heard.count() == 1);
    try (var stranger = Engine.on(url)) {
      var other = stranger.shards(new Metrics());
      var broker =
          new RedisBroker(
              other, Engine.settings(Duration.ofMinutes(5)), new Metrics(), InstantSource.system());
      broker.start(new Heard());
      await()
          .during(Duration.ofMillis(500))
          .until(() -> broker.health().stream().noneMatch(Health::isUp));
      assertThat(broker.health().getFirst().why())
          .startsWith("no TLS with it: unable to find valid certification path")
          .contains("engine.redis.ca");
      broker.close();
    }
  }

  @Test
  void aClusterWhereNoneIsExpectedIsRefusedAtTheStartAndTheOtherWayRound() throws IOException {
    var cluster = RedisClusterRig.shared();
    var alone = rig(RedisProcess.start());
    try (var wrong = Engine.on(cluster.nodes().getFirst().url())) {
      assertThatThrownBy(() -> start(wrong))
          .hasMessageContaining("engine.redis.cluster is for them");
    }
    try (var wrong = Engine.onCluster(alone.url())) {
      assertThatThrownBy(() -> start(wrong)).hasMessageContaining("engine.redis.url is for others");
    }
  }

  private static void start(Engine engine) {
    var metrics = new Metrics();
    new RedisBroker(
            engine.shards(metrics),
            Engine.settings(Duration.ofMinutes(5)),
            metrics,
            InstantSource.system())
        .start(new Heard());
  }

  @Test
  void afterASentinelFailedOverEverythingWasHeardOrListenersWereTold() throws Exception {
    var replicas = rig(RedisReplicas.start());
    engine =
        Engine.on(
            "redis-sentinel://127.0.0.1:" + replicas.sentinel().port() + "#" + replicas.name());
    var heard = new Heard();
    var node = engine.node(heard);
    var name = channel("news");
    get(node.broker().listen(name));
    var steady = new Steady(node.broker(), name);
    await().until(() -> steady.count() > 50);
    replicas.master().kill();
    int before = steady.count();
    await().atMost(Duration.ofSeconds(40)).until(() -> steady.count() > before + 50);
    assertWholeOrTold(heard, name, steady.stop());
    assertThat(node.metrics().value(Metric.GAPS, "lost")).isEqualTo(1);
  }

  @Test
  void aSlotThatMovesLosesNothingAndNobodyIsTold() throws Exception {
    var cluster = RedisClusterRig.shared();
    engine = Engine.onCluster(cluster.nodes().getFirst().url());
    var heard = new Heard();
    var node = engine.node(heard);
    var name = channel("news");
    get(node.broker().listen(name));
    int slot = cluster.slotOf(node.shards().channelKey(name));
    var steady = new Steady(node.broker(), name);
    await().until(() -> steady.count() > 50);
    for (RedisProcess master : cluster.masters()) {
      if (master.port() != cluster.masterOf(slot).port()) {
        cluster.moveSlot(slot, master);
        break;
      }
    }
    int before = steady.count();
    await().atMost(Duration.ofSeconds(30)).until(() -> steady.count() > before + 100);
    assertWholeOrTold(heard, name, steady.stop());
    assertThat(node.metrics().value(Metric.GAPS, "lost")).isZero();
    get(node.broker().publish(name, draft("m-1"), NONE));
  }

  @Test
  void aClusterThatFailsOverLosesNothingUntold() throws Exception {
    var cluster = RedisClusterRig.shared();
    engine =
        Engine.onCluster(cluster.nodes().stream().map(RedisProcess::url).toArray(String[]::new));
    var heard = new Heard();
    var node = engine.node(heard);
    var name = channel("news");
    get(node.broker().listen(name));
    int slot = cluster.slotOf(node.shards().channelKey(name));
    var steady = new Steady(node.broker(), name);
    await().until(() -> steady.count() > 50);
    cluster.failover(slot);
    int planned = steady.count();
    await().atMost(Duration.ofSeconds(30)).until(() -> steady.count() > planned + 50);
    cluster.masterOf(slot).kill();
    int killed = steady.count();
    await().atMost(Duration.ofSeconds(40)).until(() -> steady.count() > killed + 50);
    assertWholeOrTold(heard, name, steady.stop());
  }
}
