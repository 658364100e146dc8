package dev.freshet.it.cluster;

import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.TcpGate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes, one Redis, HAProxy before them: what breaks, and what its clients notice. */
@Timeout(90)
class RedisSiteIT {
  private static final String SITE = "one Redis: ";

  private static RedisProcess redis;
  private static final List<TcpGate> gates = new ArrayList<>();
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisProcess.start();
    for (int i = 0; i < 3; i++) {
      gates.add(new TcpGate(redis.port()));
    }
    site =
        Site.start(
            node -> "redis: {url: [\"redis://127.0.0.1:%d\"]}".formatted(gates.get(node).port()));
  }

  @AfterAll
  static void stop() throws IOException {
    if (site != null) {
      site.close();
    }
    for (TcpGate gate : gates) {
      gate.close();
    }
    redis.close();
  }

  @BeforeEach
  void everythingIsThere() throws IOException {
    gates.forEach(TcpGate::heal);
    if (!redis.isAlive()) {
      redis.restart();
    }
    site.repair();
  }

  private static void judge(Trial trial, String what) throws Exception {
    var numbers = new LinkedHashMap<String, Object>();
    trial.check(numbers);
    Numbers.keep(SITE + what, numbers);
  }

  @Test
  void aKilledNodeCostsItsClientsAReconnect() throws Exception {
    try (var trial = new Trial(site, "node-killed")) {
      trial.breaks(() -> site.node(0).kill());
      trial.recovers(false);
      trial.mends(() -> site.node(0).restart());
      judge(trial, "a node is killed");
    }
  }

  @Test
  void aRedisThatIsKilledAndComesBackEmptyIsToldAsALostPast() throws Exception {
    try (var trial = new Trial(site, "redis-killed")) {
      trial.breaks(() -> redis.kill());
      trial.during(Duration.ofSeconds(2));
      trial.mends(() -> redis.restart());
      trial.recovers(true);
      judge(trial, "Redis is killed and empty again after 2 s");
    }
  }

  @Test
  void aRedisThatHangsLosesNothingOfWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "redis-paused")) {
      trial.breaks(() -> redis.pause());
      trial.during(Duration.ofSeconds(7));
      trial.mends(() -> redis.resume());
      trial.recovers(true);
      judge(trial, "Redis hangs for 7 s");
    }
  }

  @Test
  void aNodeThatIsCutFromRedisByResetsLosesNothingOfWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "node-cut")) {
      trial.breaks(() -> gates.get(0).cut());
      trial.during(Duration.ofSeconds(3));
      trial.mends(() -> gates.get(0).heal());
      trial.recovers(true);
      judge(trial, "a node is cut from Redis for 3 s, by resets");
    }
  }

  /** For longer than the lease: its members go and come back. */
  @Test
  void aNodeThatIsCutFromRedisSilentlyLosesNothingOfWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "node-silent")) {
      trial.breaks(() -> gates.get(0).silence());
      trial.during(Site.LEASE.plusSeconds(3));
      trial.mends(() -> gates.get(0).heal());
      trial.recovers(true);
      judge(trial, "a node is cut from Redis for 7 s, silently");
    }
  }

  @Test
  void nodesAreReplacedOneByOneWithoutLosingWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "rolling")) {
      for (int i = 0; i < site.nodes().size(); i++) {
        int node = i;
        trial.breaks(() -> site.replace(node));
      }
      trial.recovers(false);
      judge(trial, "all nodes are replaced, one by one");
    }
  }
}
