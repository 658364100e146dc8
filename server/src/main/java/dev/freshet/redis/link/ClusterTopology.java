package dev.freshet.redis.link;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a Redis Cluster as they see themselves. Lettuce asks them and picks the view that
 * most agree on; this class looks every few seconds, and at once when somebody was sent elsewhere.
 */
final class ClusterTopology implements Topology {
  private static final System.Logger LOG = System.getLogger(ClusterTopology.class.getName());
  private static final long INTERVAL_MILLIS = 5_000;

  /** Between two looks, so that a thousand redirections are one. */
  private static final long PAUSE_MILLIS = 100;

  private final RedisClusterClient client;
  private final RedisURI seed;
  private final ScheduledExecutorService thread;
  private final IntFunction<String> keyOf;
  private final AtomicBoolean asked = new AtomicBoolean();
  private @Nullable Consumer<Map> listener;
  private @Nullable Map last;
  private volatile @Nullable String silence = "no member was asked yet";
  private boolean complained;

  /**
   * Asks nobody before {@link #start}.
   *
   * @param client knows the seeds; closed by its owner
   * @param seed one of these: its user, password and TLS are those of all members
   * @param thread where everything here runs
   * @param keyOf a key of each bucket
   */
  ClusterTopology(
      RedisClusterClient client,
      RedisURI seed,
      ScheduledExecutorService thread,
      IntFunction<String> keyOf) {
    this.client = client;
    this.seed = seed;
    this.thread = thread;
    this.keyOf = keyOf;
  }

  @Override
  public void start(Consumer<Map> told) {
    thread.execute(() -> {
      listener = told;
      look();
    });
    var _ =
        thread.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void refresh() {
    if (asked.compareAndSet(false, true) && !thread.isShutdown()) {
      var _ = thread.schedule(this::look, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public @Nullable String silence() {
    return silence;
  }

  private void look() {
    asked.set(false);
    try {
      client.refreshPartitions();
      Map now = map(client.getPartitions());
      complained = false;
      silence = null;
      if (listener != null && !now.equals(last)) {
        last = now;
        listener.accept(now);
      }
    } catch (RuntimeException e) {
      String why = "no member says who keeps what: " + Faults.reason(e);
      silence = why;
      if (!complained) {
        complained = true;
        LOG.log(System.Logger.Level.WARNING, "redis cluster: " + why);
      }
    }
  }

  private Map map(Partitions partitions) {
    var masters = new HashSet<String>();
    for (RedisClusterNode node : partitions) {
      if (isMaster(node)) {
        masters.add(server(node).name());
      }
    }
    List<@Nullable RedisServer> servers = new ArrayList<>(Store.BUCKETS);
    for (int bucket = 0; bucket < Store.BUCKETS; bucket++) {
      RedisClusterNode node = partitions.getMasterBySlot(SlotHash.getSlot(keyOf.apply(bucket)));
      servers.add(node == null ? null : server(node));
    }
    return new Map(servers, masters);
  }

  private static boolean isMaster(RedisClusterNode node) {
    return node.is(NodeFlag.UPSTREAM)
        && !node.is(NodeFlag.FAIL)
        && !node.is(NodeFlag.EVENTUAL_FAIL)
        && !node.is(NodeFlag.HANDSHAKE);
  }

  /** Members say where they are, not who may come. */
  private RedisServer server(RedisClusterNode node) {
    RedisURI at = node.getUri();
    var uri = new RedisURI(at.getHost(), at.getPort(), seed.getTimeout());
    uri.applyAuthentication(seed);
    uri.applySsl(seed);
    uri.setClientName(seed.getClientName());
    return new RedisServer(RedisServer.address(at.getHost(), at.getPort()), uri);
  }

  @Override
  public void close() {}
}
