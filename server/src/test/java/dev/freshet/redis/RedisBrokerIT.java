package dev.freshet.redis;

import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.BrokerContract;
import dev.freshet.cluster.Heard;
import dev.freshet.cluster.HistoryContract;
import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * The contracts of broker and history on Redis alone, on several, and on a cluster of six nodes.
 */
class RedisBrokerIT {

  /** The contracts over some servers. */
  abstract static class Suite implements BrokerContract, HistoryContract {
    private @Nullable Engine engine;
    private @Nullable Broker broker;

    abstract Engine engine();

    private Engine opened() {
      if (engine == null) {
        engine = engine();
      }
      return engine;
    }

    @Override
    public Broker open(Broker.Receiver receiver, Duration idempotencyWindow) {
      return opened().node(receiver, Engine.settings(idempotencyWindow)).broker();
    }

    @Override
    public Broker broker() {
      if (broker == null) {
        broker = opened().node(new Heard()).broker();
      }
      return broker;
    }

    @Override
    public void pass(Duration time) {
      await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    @AfterEach
    void close() {
      if (engine != null) {
        engine.close();
      }
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_METHOD)
  class Alone extends Suite {
    @Override
    Engine engine() {
      return Engine.on(one().url());
    }
  }

  @Nested
  class Several extends Suite {
    @Override
    Engine engine() {
      return Engine.on(one().url(), other().url());
    }
  }

  @Nested
  class InACluster extends Suite {
    @Override
    Engine engine() {
      return Engine.onCluster(
          cluster().nodes().stream().map(RedisProcess::url).toArray(String[]::new));
    }
  }

  private static @Nullable RedisProcess one;
  private static @Nullable RedisProcess other;
  private static @Nullable RedisClusterRig cluster;

  @BeforeAll
  static void start() throws IOException {
    one = RedisProcess.start();
    other = RedisProcess.start();
    cluster = RedisClusterRig.shared();
  }

  @AfterAll
  static void stop() {
    one().close();
    other().close();
  }

  private static RedisProcess one() {
    return java.util.Objects.requireNonNull(one);
  }

  private static RedisProcess other() {
    return java.util.Objects.requireNonNull(other);
  }

  private static RedisClusterRig cluster() {
    return java.util.Objects.requireNonNull(cluster);
  }
}
