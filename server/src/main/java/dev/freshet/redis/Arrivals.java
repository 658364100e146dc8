package dev.freshet.redis;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets callers wait, within a bound, for a server that is away. From any thread. */
final class Arrivals implements Store.Watcher {
  private final Store store;
  private final Map<Integer, CompletableFuture<Boolean>> awaited = new ConcurrentHashMap<>();

  Arrivals(Store store) {
    this.store = store;
  }

  /**
   * Completes when the server of a bucket is there.
   *
   * @return fails with {@link Problem#BROKER_UNAVAILABLE} after {@code most}
   */
  CompletionStage<Boolean> up(int bucket, Duration most) {
    var coming = awaited.computeIfAbsent(bucket, b -> new CompletableFuture<>());
    if (store.isUp(bucket)) {
      coming.complete(true);
      awaited.remove(bucket, coming);
    }
    return coming
        .copy()
        .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(late ->
            CompletableFuture.failedFuture(
                new Refused(Problem.BROKER_UNAVAILABLE, "Redis was not back in time")));
  }

  @Override
  public void returned(Set<Integer> buckets, boolean another) {
    for (int bucket : buckets) {
      CompletableFuture<Boolean> coming = awaited.remove(bucket);
      if (coming != null) {
        coming.complete(true);
      }
    }
  }
}
