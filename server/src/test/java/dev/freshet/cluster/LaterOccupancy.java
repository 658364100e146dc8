package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** An occupancy whose answers come when a test lets them. */
public final class LaterOccupancy implements Occupancy {
  /** What its answers wait for. */
  public final Later questions = new Later();

  private final Occupancy occupancy;

  /** Around this one. */
  public LaterOccupancy(Occupancy occupancy) {
    this.occupancy = occupancy;
  }

  @Override
  public void start(Watcher watcher) {
    occupancy.start(watcher);
  }

  @Override
  public void set(ChannelName channel, int subscribers) {
    occupancy.set(channel, subscribers);
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    return questions.call(() -> occupancy.count(channel));
  }

  @Override
  public CompletionStage<Map<String, Integer>> channels(String app, String prefix, int limit) {
    return questions.call(() -> occupancy.channels(app, prefix, limit));
  }

  @Override
  public CompletionStage<Map<String, Integer>> page(
      String app, String prefix, String after, int limit) {
    return questions.call(() -> occupancy.page(app, prefix, after, limit));
  }
}
