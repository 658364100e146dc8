package dev.freshet.redis.state;

import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.cluster.Teller;
import dev.freshet.metrics.Metrics;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What the nodes of a cluster know together, on Redis: {@link #occupancy}, {@link #presence} and
 * {@link #nodes}, which share one lease. Nothing is written before {@link Nodes#start}, which makes
 * the lease; what comes before is remembered. Closing blocks, everything else does not.
 */
public final class RedisState implements AutoCloseable {
  private static final int TICK_MILLIS = 1_000;

  private final StateSettings settings;
  private final Shares shares;
  private final RedisNodes nodes;
  private final Reaper reaper;
  private final Outboxes outboxes;
  private final RedisOccupancy occupancy;
  private final RedisPresence presence;
  private final AtomicIntegerArray releases = new AtomicIntegerArray(Store.BUCKETS);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("cluster-state").factory());

  /**
   * Nothing is asked of Redis yet.
   *
   * @param node the id of this node: random, for one life of a process; at most 64 letters, digits,
   *     {@code -} and {@code _}
   */
  public RedisState(Store store, String node, StateSettings settings, Metrics metrics) {
    this.settings = settings;
    var lease = new Lease(node);
    shares = new Shares(store, lease, settings, metrics);
    outboxes = new Outboxes(shares);
    nodes = new RedisNodes(store, lease, settings, new OfNodes());
    reaper = new Reaper(shares, nodes, metrics);
    occupancy = new RedisOccupancy(shares);
    presence = new RedisPresence(shares);
    shares.follow(new OfShares());
    store.watch(this::returned);
    // Well within half a lease: who is late by more than that counts as away for a while.
    long tick = Math.min(TICK_MILLIS, settings.lease().toMillis() / 4);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> shares.run(List.of(nodes::beat, this::tick)), tick, tick, TimeUnit.MILLISECONDS);
  }

  /** Who is told what webhooks want to know; before anything changes. */
  public void start(Teller teller) {
    shares.tell(teller);
  }

  /** How many subscribers channels have. */
  public Occupancy occupancy() {
    return occupancy;
  }

  /** Who is on channels. */
  public Presence presence() {
    return presence;
  }

  /** Which nodes there are. It need not be closed by itself. */
  public Nodes nodes() {
    return nodes;
  }

  /** Whether the other nodes know this one, so that what it has is written. */
  boolean isUp() {
    return shares.lease().isHeld();
  }

  private void tick() {
    long before = System.nanoTime() - settings.patience().toNanos();
    shares.forEach(share -> {
      share.expire(before);
      share.pump();
    });
    outboxes.tick();
  }

  private void returned(Set<Integer> buckets, boolean another) {
    if (buckets.contains(RedisNodes.BUCKET)) {
      var _ = nodes.beat();
    }
    for (int bucket : buckets) {
      if (another) {
        shares.of(bucket).suspect();
      } else {
        shares.of(bucket).pump();
      }
    }
  }

  /** Has the held ends of a bucket released in a while, unless that is to happen sooner anyway. */
  private void release(int bucket, long millis) {
    if (releases.compareAndSet(bucket, 0, 1)) {
      var _ =
          timer.schedule(
              () -> {
                releases.set(bucket, 0);
                shares.release(bucket, false);
              },
              millis + 1,
              TimeUnit.MILLISECONDS);
    }
  }

  private void lost(String lease) {
    if (shares.lease().lose(lease)) {
      shares.forEach(Share::forget);
      var _ = nodes.beat();
    }
  }

  /**
   * Writes what is not written, tells what is this node's to tell, and leaves the rest to the other
   * nodes; the last one tells at once what is held as well.
   *
   * @param most how long that may take
   */
  public void close(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    awaitIdle(end);
    if (othersAfterLeaving(end) == 0) {
      for (int bucket = 0; bucket < Store.BUCKETS; bucket++) {
        shares.release(bucket, true);
      }
      awaitIdle(end);
    }
    close();
  }

  private long othersAfterLeaving(long end) throws InterruptedException {
    try {
      long rest = Math.max(0, end - System.nanoTime());
      return nodes.leave().toCompletableFuture().get(rest, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Redis is away: there is nothing that could be released.
      return Long.MAX_VALUE;
    }
  }

  private void awaitIdle(long end) throws InterruptedException {
    var idle = new CountDownLatch(1);
    var look =
        timer.scheduleWithFixedDelay(
            () -> {
              if (isIdle()) {
                idle.countDown();
              }
            },
            0,
            10,
            TimeUnit.MILLISECONDS);
    var _ = idle.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    look.cancel(false);
  }

  private boolean isIdle() {
    // In this order: what a share was told may make an outbox busy, and never the other way round.
    return shares.allMatch(Share::isIdle) && outboxes.underWay() == 0;
  }

  /** Gives the lease back at once; what this node had is taken away by the others. */
  @Override
  public void close() {
    abandon();
    nodes.close();
  }

  /** Does nothing more, and says so to nobody. */
  void abandon() {
    outboxes.close();
    reaper.close();
    timer.shutdownNow();
  }

  /** What follows from heartbeats. */
  private final class OfNodes implements RedisNodes.Follower {
    @Override
    public void held() {
      shares.forEach(Share::pump);
    }

    @Override
    public void lost(String which) {
      RedisState.this.lost(which);
    }

    @Override
    public void forgotten() {
      shares.forEach(Share::suspect);
    }

    @Override
    public void dying(List<String> leases) {
      reaper.sweep(leases);
    }
  }

  /** What follows from the answers to shares. */
  private final class OfShares implements Shares.Follower {
    @Override
    public void lost(String lease) {
      RedisState.this.lost(lease);
    }

    @Override
    public void seen(List<String> leases) {
      nodes.seen(leases);
    }

    @Override
    public void waiting(int bucket) {
      outboxes.waiting(bucket);
    }

    @Override
    public void due(int bucket, long millis) {
      release(bucket, millis);
    }
  }
}
