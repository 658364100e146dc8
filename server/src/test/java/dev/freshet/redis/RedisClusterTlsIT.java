package dev.freshet.redis;

import static dev.freshet.cluster.Rules.body;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Health;
import dev.freshet.cluster.Heard;
import dev.freshet.it.hostile.Certificate;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis Cluster whose members speak nothing but TLS and know one user. */
@Timeout(60)
@NullUnmarked
class RedisClusterTlsIT {
  private static final ChannelRule KEPT = keeping(1_000, Duration.ofMinutes(10));
  private static final int CHANNELS = 60;
  private static final String PASSWORD = "s3cret-of-the-cluster";

  @TempDir private static Path folder;
  private static Path trusted;
  private static RedisClusterRig cluster;

  @BeforeAll
  static void start() throws Exception {
    var certificate = new Certificate(folder, "redis");
    trusted = folder.resolve("redis.pem");
    Path key = folder.resolve("redis.key");
    certificate.write(trusted, key);
    cluster =
        RedisClusterRig.sealed(
            Certificate.trusting(certificate), trusted, key, "freshet", PASSWORD);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** One member, by an address of its; it tells of the others as 127.0.0.1. */
  private static String seed(String host) {
    return "rediss://freshet:%s@%s:%d".formatted(PASSWORD, host, cluster.nodes().getFirst().port());
  }

  @Test
  void whatOneNodePublishesOnAnySlotIsHeardAtAnother() throws Exception {
    try (var engine = Engine.trustingCluster(trusted, seed("localhost"))) {
      var heard = new Heard();
      var listener = engine.node(heard);
      var publisher = engine.node(new Heard());
      for (int i = 0; i < CHANNELS; i++) {
        get(listener.broker().listen(channel("c" + i)));
      }
      for (int i = 0; i < CHANNELS; i++) {
        get(publisher.broker().publish(channel("c" + i), draft("over TLS " + i), KEPT));
      }
      await().until(() -> heard.count() == CHANNELS);
      for (int i = 0; i < CHANNELS; i++) {
        assertThat(heard.on(channel("c" + i))).hasSize(1);
        assertThat(body(heard.on(channel("c" + i)).getFirst())).isEqualTo("over TLS " + i);
      }
      for (RedisProcess master : cluster.nodes()) {
        assertThat((Long) master.call("DBSIZE")).isBetween(5L, 2L * CHANNELS);
      }
    }
  }

  @Test
  void aSlotThatMovesIsFollowedOverTls() throws Exception {
    try (var engine = Engine.trustingCluster(trusted, seed("127.0.0.1"))) {
      var heard = new Heard();
      var listener = engine.node(heard);
      var publisher = engine.node(new Heard());
      var name = channel("news");
      get(listener.broker().listen(name));
      get(publisher.broker().publish(name, draft("before"), KEPT));
      int slot = cluster.slotOf(publisher.shards().channelKey(name));
      RedisProcess from = cluster.masterOf(slot);
      cluster.moveSlot(
          slot, cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow());
      get(publisher.broker().publish(name, draft("after"), KEPT));
      await().until(() -> heard.count() == 2);
      assertThat(heard.on(name)).extracting(each -> body(each)).containsExactly("before", "after");
      assertThat(listener.metrics().value(Metric.GAPS, "lost")).isZero();
    }
  }

  @Test
  void membersWhoseCertificateSomebodyElseSignedAreRefused() throws Exception {
    Path other = folder.resolve("other.pem");
    new Certificate(folder, "other").write(other, folder.resolve("other.key"));
    try (var engine = Engine.trustingCluster(other, seed("127.0.0.1"))) {
      assertUnusable(engine, "unable to find valid certification path to requested target");
    }
  }

  @Test
  void aMemberUnderAnotherNameThanItsCertificatesIsRefused() throws Exception {
    try (var engine = Engine.trustingCluster(trusted, seed("127.0.0.2"))) {
      assertUnusable(engine, "No subject alternative names matching IP address 127.0.0.2 found");
    }
  }

  /** Nothing is served, and whoever asks whether the node is ready hears why. */
  private static void assertUnusable(Engine engine, String why) {
    var metrics = new Metrics();
    try (var broker =
        new RedisBroker(
            engine.shards(metrics),
            Engine.settings(Duration.ofMinutes(5)),
            metrics,
            InstantSource.system())) {
      broker.start(new Heard());
      List<Health> health = broker.health();
      assertThat(health).hasSize(1).noneMatch(Health::isUp);
      assertThat(health.getFirst().why())
          .isEqualTo(
              "no member says who keeps what: no TLS with it: "
                  + why
                  + " (expected: a certificate for this name, signed by one in engine.redis.ca;"
                  + " where that is empty, by one that the JDK trusts)");
      assertThat(broker.publish(channel("a"), draft("x"), KEPT).toCompletableFuture())
          .isCompletedExceptionally();
    }
  }
}
