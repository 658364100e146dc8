package dev.freshet.redis.state;

import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Several nodes with one Redis server. */
class SeveralNodesIT extends SeveralNodesSuite {
  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  Servers servers() {
    return new Servers(List.of(redis.url()), false);
  }
}
