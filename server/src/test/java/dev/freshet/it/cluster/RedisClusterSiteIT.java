package dev.freshet.it.cluster;

import dev.freshet.redis.rig.RedisClusterRig;
import dev.freshet.redis.rig.RedisProcess;
import dev.freshet.redis.rig.TcpGate;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes, a Redis Cluster of six, HAProxy before them. */
@Timeout(90)
class RedisClusterSiteIT {
  private static final String SITE = "Redis Cluster: ";

  private static RedisClusterRig redis;
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisClusterRig.gated();
    String seeds =
        redis.urls().stream().map(url -> "\"" + url + "\"").collect(Collectors.joining(", "));
    site = Site.start(node -> "redis: {cluster: [" + seeds + "]}");
  }

  @AfterAll
  static void stop() throws IOException {
    if (site != null) {
      site.close();
    }
    redis.close();
  }

  @BeforeEach
  void everythingIsThere() throws IOException {
    redis.gates().forEach(TcpGate::heal);
    redis.mend();
    site.repair();
  }

  private static void judge(Trial trial, String what) throws Exception {
    var numbers = new LinkedHashMap<String, Object>();
    trial.check(numbers);
    Numbers.keep(SITE + what, numbers);
  }

  /** A slot that one of the trial's channels is in. */
  private static int slot(Trial trial) throws IOException {
    return redis.slotOf(trial.key(0));
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
  void aMasterThatIsKilledIsFollowedByItsReplica() throws Exception {
    try (var trial = new Trial(site, "master-killed")) {
      int slot = slot(trial);
      RedisProcess master = redis.masterOf(slot);
      trial.breaks(() -> master.kill());
      trial.mends(() -> redis.awaitMasterOtherThan(master, slot));
      trial.recovers(true);
      judge(trial, "a master is killed");
    }
  }

  @Test
  void aPlannedFailoverLosesNothingUntold() throws Exception {
    try (var trial = new Trial(site, "failover")) {
      int slot = slot(trial);
      trial.breaks(() -> redis.failover(slot));
      trial.recovers(true);
      judge(trial, "a planned failover");
    }
  }

  @Test
  void aSlotMovesWithWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "slot-moved")) {
      int slot = slot(trial);
      RedisProcess from = redis.masterOf(slot);
      RedisProcess to =
          redis.masters().stream().filter(each -> each != from).findFirst().orElseThrow();
      trial.breaks(() -> redis.moveSlot(slot, to));
      trial.recovers(true);
      trial.during(Duration.ofSeconds(1));
      judge(trial, "a slot moves");
    }
  }

  /** For longer than the cluster waits: its replica takes its place, and it comes back as one. */
  @Test
  void aMasterThatHangsIsFollowedByItsReplica() throws Exception {
    try (var trial = new Trial(site, "master-paused")) {
      RedisProcess master = redis.masterOf(slot(trial));
      trial.breaks(() -> master.pause());
      trial.during(Duration.ofSeconds(6));
      trial.mends(() -> master.resume());
      trial.recovers(true);
      judge(trial, "a master hangs for 6 s");
    }
  }

  @Test
  void aNodeThatIsCutFromRedisByResetsLosesNothingOfWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "node-cut")) {
      long node = site.node(1).pid();
      trial.breaks(() -> redis.gates().forEach(gate -> gate.cut(node)));
      trial.during(Duration.ofSeconds(3));
      trial.mends(() -> redis.gates().forEach(TcpGate::heal));
      trial.recovers(true);
      judge(trial, "a node is cut from Redis for 3 s, by resets");
    }
  }

  /** For longer than the lease: its members go and come back. */
  @Test
  void aNodeThatIsCutFromRedisSilentlyLosesNothingOfWhatIsKept() throws Exception {
    try (var trial = new Trial(site, "node-silent")) {
      long node = site.node(1).pid();
      trial.breaks(() -> redis.gates().forEach(gate -> gate.silence(node)));
      trial.during(Site.LEASE.plusSeconds(3));
      trial.mends(() -> redis.gates().forEach(TcpGate::heal));
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
