package dev.freshet.redis.state;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.redis.link.Store;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes away what dead nodes had: one lease on a virtual thread of its own, bucket by bucket, a few
 * hundred entries a call, so that Redis is never busy with it for long. A reaper that dies itself
 * is followed by another, which finds what is left.
 */
final class Reaper {
  private static final System.Logger LOG = System.getLogger(Reaper.class.getName());

  /** How many entries go in one call. */
  private static final int CHUNK = 200;

  private static final int PAUSE_MILLIS = 500;

  private final Shares shares;
  private final RedisNodes nodes;
  private final Count leases;
  private final Count entries;
  private final Set<String> sweeping = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private final Incident failure =
      new Incident(LOG, System.Logger.Level.WARNING, "a dead node's share is still there");

  Reaper(Shares shares, RedisNodes nodes, Metrics metrics) {
    this.shares = shares;
    this.nodes = nodes;
    this.leases = metrics.count(Metric.LEASES_REAPED);
    this.entries = metrics.count(Metric.SHARE_ENTRIES_REAPED);
  }

  /** Sees to it that these are swept; those that are being swept already are not begun again. */
  void sweep(List<String> dead) {
    for (String lease : dead) {
      if (!closed.isDone() && sweeping.add(lease)) {
        Thread.ofVirtual().name("reaper").start(() -> sweep(lease));
      }
    }
  }

  private void sweep(String dead) {
    try {
      for (int bucket = 0; bucket < Store.BUCKETS; ) {
        int next = bucket;
        if (get(() -> part(next, dead)) == 0) {
          bucket++;
        }
      }
      get(() -> nodes.swept(dead).toCompletableFuture().thenApply(done -> 0));
      leases.increment();
      LOG.log(System.Logger.Level.INFO, "node {0} is gone, and nothing is left of it", dead);
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.INFO, "stopped; another node takes away what {0} left", dead);
    } finally {
      sweeping.remove(dead);
    }
  }

  /** Something that is tried again until it works. */
  private interface Attempt {
    CompletableFuture<Integer> begin();
  }

  private int get(Attempt attempt) throws InterruptedException {
    while (true) {
      CompletableFuture<Integer> answer = attempt.begin();
      try {
        CompletableFuture.anyOf(answer, closed).get();
        if (answer.isDone()) {
          return answer.get();
        }
      } catch (ExecutionException e) {
        failure.happened(e);
      }
      pause();
    }
  }

  private void pause() throws InterruptedException {
    try {
      closed.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      throw new InterruptedException("closed");
    } catch (TimeoutException | ExecutionException e) {
      // Nobody has closed it: on.
    }
  }

  /** Takes a part of what is left in a bucket. Returns how much that was. */
  private CompletableFuture<Integer> part(int bucket, String dead) {
    var answer = new CompletableFuture<Integer>();
    shares.of(bucket).run(new Sweep(bucket, dead, answer));
    return answer;
  }

  /** One call. In turn with the share's others, so that whoever hears of changes hears an order. */
  private final class Sweep implements Step {
    private final int bucket;
    private final String dead;
    private final CompletableFuture<Integer> answer;

    Sweep(int bucket, String dead, CompletableFuture<Integer> answer) {
      this.bucket = bucket;
      this.dead = dead;
      this.answer = answer;
    }

    @Override
    public byte[][] args() {
      return shares.deciding(
          List.of("sweep", shares.lease().id(), Integer.toString(CHUNK)), List.of(dead));
    }

    @Override
    public void answered(List<Object> reply, List<Runnable> then) {
      int swept = (int) Words.number(reply.get(1));
      entries.add(swept);
      for (Object one : Words.list(reply.get(2))) {
        List<Object> left = Words.list(one);
        then.add(
            () -> shares.left(Words.channel(Words.text(left.get(0))), Words.text(left.get(1))));
      }
      for (Object one : Words.list(reply.get(3))) {
        List<Object> count = Words.list(one);
        then.add(() ->
            shares.changed(
                Words.channel(Words.text(count.get(0))),
                (int) Words.number(count.get(1)),
                (int) Words.number(count.get(2))));
      }
      shares.of(bucket).decided(reply, 4, then);
      then.add(() -> answer.complete(swept));
    }

    @Override
    public void failed(Throwable why, List<Runnable> then) {
      then.add(() -> answer.completeExceptionally(why));
    }
  }

  /** Begins nothing more, and ends soon. */
  void close() {
    closed.complete(true);
  }
}
