package dev.freshet.redis.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A master and its replica, watched by a sentinel that makes the replica master when the master has
 * been gone for a second.
 */
public final class RedisReplicas implements AutoCloseable {
  private static final String NAME = "freshet";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisProcess one;
  private final RedisProcess other;
  private final RedisProcess sentinel;

  private RedisReplicas(RedisProcess one, RedisProcess other, RedisProcess sentinel) {
    this.one = one;
    this.other = other;
    this.sentinel = sentinel;
  }

  /** Starts the three; the replica is in step when this returns, and the sentinel knows it. */
  public static RedisReplicas start(String... directives) throws IOException {
    RedisProcess master = RedisProcess.start(directives);
    RedisProcess replica = null;
    RedisProcess sentinel = null;
    try {
      replica = RedisProcess.start(directives);
      follow(replica, master);
      sentinel =
          RedisProcess.sentinel(
              "sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " 1",
              "sentinel down-after-milliseconds " + NAME + " 1000",
              "sentinel failover-timeout " + NAME + " 4000");
      var replicas = new RedisReplicas(master, replica, sentinel);
      replicas.awaitReplica();
      return replicas;
    } catch (IOException | RuntimeException | Error e) {
      for (RedisProcess each : new RedisProcess[] {master, replica, sentinel}) {
        if (each != null) {
          each.close();
        }
      }
      throw e;
    }
  }

  /** Makes one the replica of another and waits until it is in step. */
  public static void follow(RedisProcess replica, RedisProcess master) throws IOException {
    replica.call("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> replica.info("replication", "master_link_status").equals("up"));
  }

  private void awaitReplica() {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !Resp.list(sentinel.call("SENTINEL", "REPLICAS", NAME)).isEmpty());
  }

  /** What the sentinel calls the master. */
  public String name() {
    return NAME;
  }

  public RedisProcess sentinel() {
    return sentinel;
  }

  /** Whom the sentinel takes for the master now. */
  public RedisProcess master() throws IOException {
    List<Object> address = Resp.list(sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME));
    return address.get(1).equals(Integer.toString(one.port())) ? one : other;
  }

  /** The other one. */
  public RedisProcess replica() throws IOException {
    return master() == one ? other : one;
  }

  /** Has the sentinel change their roles, and waits until it has. */
  public void failover() throws IOException {
    RedisProcess before = master();
    // It refuses until it has heard from the replica.
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(Resp.Refusal.class)
        .until(() -> "OK".equals(sentinel.call("SENTINEL", "FAILOVER", NAME)));
    awaitMasterOtherThan(before);
  }

  /** Waits until another is master and takes writes. */
  public void awaitMasterOtherThan(RedisProcess before) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          RedisProcess now = master();
          return now != before && now.info("replication", "role").equals("master");
        });
  }

  @Override
  public void close() {
    sentinel.close();
    one.close();
    other.close();
  }
}
