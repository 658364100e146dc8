package dev.freshet.it.cluster;

import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.RedisReplicas;
import java.io.IOException;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes, a Redis with a replica and a Sentinel, HAProxy before them. */
@Timeout(90)
class SentinelSiteIT {
  private static RedisReplicas redis;
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisReplicas.start();
    String url = "redis-sentinel://" + redis.sentinel().address() + "#" + redis.name();
    site = Site.start(node -> "redis: {url: [\"" + url + "\"]}");
  }

  @AfterAll
  static void stop() throws IOException {
    if (site != null) {
      site.close();
    }
    redis.close();
  }

  @Test
  void aMasterThatIsKilledIsFollowedByItsReplica() throws Exception {
    try (var trial = new Trial(site, "master-killed")) {
      RedisProcess master = redis.master();
      trial.breaks(() -> master.kill());
      trial.mends(() -> redis.awaitMasterOtherThan(master));
      trial.recovers(true);
      var numbers = new LinkedHashMap<String, Object>();
      trial.check(numbers);
      Numbers.keep("a Sentinel: a master is killed", numbers);
    }
  }
}
