package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * How many subscribers each channel has, over all nodes. May be called from any thread; never
 * blocks.
 */
public interface Occupancy {

  /**
   * Hears of each change of a channel's count that this node made, in order. Called where the
   * channel's order is held, so it must return quickly and not call back.
   */
  @FunctionalInterface
  interface Watcher {
    /**
     * The number of subscribers over all nodes is another one.
     *
     * @param before 0 when the channel was vacant
     * @param now 0 when it is vacant
     */
    void changed(ChannelName channel, int before, int now);

    /** Both, this one first. */
    default Watcher andThen(Watcher next) {
      return (channel, before, now) -> {
        changed(channel, before, now);
        next.changed(channel, before, now);
      };
    }
  }

  /** Says who hears of changes; called once, before anything else. */
  void start(Watcher watcher);

  /**
   * Says how many subscribers this node has on a channel now.
   *
   * @param subscribers 0 when the last one left
   */
  void set(ChannelName channel, int subscribers);

  /** How many subscribers a channel has, 0 when nobody hears it. */
  CompletionStage<Integer> count(ChannelName channel);

  /**
   * The occupied channels of an app whose names start with a prefix, with their counts; internal
   * ones are left out.
   *
   * @param limit the most channels to return, in no particular order
   */
  CompletionStage<Map<String, Integer>> channels(String app, String prefix, int limit);

  /** The most channels of one {@link #page}. */
  int PAGE_MAX = 1_000;

  /**
   * A page of what {@link #channels} lists, in an order of names that is the same at every call.
   *
   * @param after the last name of the page before; empty for the first page
   * @param limit 1 to {@link #PAGE_MAX}
   * @return in that order; with as many as {@code limit} there may be more
   */
  CompletionStage<Map<String, Integer>> page(String app, String prefix, String after, int limit);
}
