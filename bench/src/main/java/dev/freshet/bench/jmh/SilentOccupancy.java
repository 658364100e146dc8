package dev.freshet.bench.jmh;

import dev.freshet.cluster.Occupancy;
import dev.freshet.model.ChannelName;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An occupancy that nobody asks. */
final class SilentOccupancy implements Occupancy {
  @Override
  public void start(Watcher watcher) {}

  @Override
  public void set(ChannelName channel, int subscribers) {}

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    return CompletableFuture.completedFuture(0);
  }

  @Override
  public CompletionStage<Map<String, Integer>> channels(String app, String prefix, int limit) {
    return CompletableFuture.completedFuture(Map.of());
  }

  @Override
  public CompletionStage<Map<String, Integer>> page(
      String app, String prefix, String after, int limit) {
    return channels(app, prefix, limit);
  }
}
