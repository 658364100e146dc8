package dev.freshet.redis.state;

import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** Several nodes with a Redis Cluster. */
class SeveralNodesOnClusterIT extends SeveralNodesSuite {
  private static RedisClusterRig redis;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisClusterRig.shared();
  }

  @Override
  Servers servers() {
    return new Servers(redis.nodes().stream().map(RedisProcess::url).toList(), true);
  }
}
