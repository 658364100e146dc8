package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Rules;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.redis.link.Store;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.Resp;
import dev.freshet.redis.rig.TcpGate;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When connections to Redis begin to count, and when they do not any more. */
@Timeout(60)
class GivenUpLinksIT {
  private static final ChannelName CHANNEL = Rules.channel("a");

  private static RedisProcess redis;

  @BeforeAll
  static void start() throws IOException {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** A node that took publications before would keep them to itself, and call them published. */
  @Test
  void aBrokerThatHasStartedHasReachedRedis() {
    try (Engine engine = Engine.on(redis.url())) {
      var metrics = new Metrics();
      var shards = engine.shards(metrics);
      try (var broker =
          new RedisBroker(
              shards, Engine.settings(Duration.ofMinutes(1)), metrics, InstantSource.system())) {
        broker.start((channel, publication) -> {});
        assertThat(IntStream.range(0, Store.BUCKETS)).allMatch(shards::isUp);
      }
    }
  }

  @Test
  void aBrokerStartsWithoutRedisAllTheSame() throws Exception {
    try (var absent = RedisProcess.start();
        Engine engine = Engine.on(absent.url())) {
      absent.kill();
      var metrics = new Metrics();
      var shards = engine.shards(metrics);
      try (var broker =
          new RedisBroker(
              shards, Engine.settings(Duration.ofMinutes(1)), metrics, InstantSource.system())) {
        broker.start((channel, publication) -> {});
        assertThat(shards.isUp(0)).isFalse();
        absent.restart();
        await().until(() -> shards.isUp(0));
      }
    }
  }

  /** Its publisher was told long before that it failed. */
  @Test
  void whatWasOnItsWayOverAConnectionThatWasGivenUpNeverArrives() throws Exception {
    try (var gate = new TcpGate(redis.port());
        Engine engine = Engine.on("redis://127.0.0.1:" + gate.port());
        Resp witness = redis.connect()) {
      Engine.Node node = engine.node((channel, publication) -> {});
      witness.call("SUBSCRIBE", node.shards().channelKey(CHANNEL));
      gate.silence();
      var stale = node.broker().publish(CHANNEL, Rules.draft("stale"), Rules.NONE);
      assertThatThrownBy(() -> stale.toCompletableFuture().get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("Refused");
      await().until(() -> !node.shards().isUp(Store.bucket(CHANNEL)));
      gate.heal();
      await().until(() -> node.shards().isUp(Store.bucket(CHANNEL)));
      var fresh = node.broker().publish(CHANNEL, Rules.draft("fresh"), Rules.NONE);
      fresh.toCompletableFuture().get(5, TimeUnit.SECONDS);
      assertThat((List<?>) witness.read()).last().asString().contains("fresh");
    }
  }
}
