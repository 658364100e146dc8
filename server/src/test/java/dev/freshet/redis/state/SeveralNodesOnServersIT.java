package dev.freshet.redis.state;

import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Several nodes with Redis servers that do not know each other, each with a share of the buckets.
 */
class SeveralNodesOnServersIT extends SeveralNodesSuite {
  private static RedisProcess one;
  private static RedisProcess other;

  @BeforeAll
  static void startRedis() throws IOException {
    one = RedisProcess.start();
    other = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    one.close();
    other.close();
  }

  @Override
  Servers servers() {
    return new Servers(List.of(one.url(), other.url()), false);
  }
}
