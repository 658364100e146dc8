package dev.freshet.redis.state;

import dev.freshet.cluster.Occupancy;
import dev.freshet.model.ChannelName;
import dev.freshet.redis.link.Store;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How many subscribers channels have over all nodes, in Redis. */
final class RedisOccupancy implements Occupancy {
  /** Internal channels come before all others in the order of names. */
  private static final String AFTER_INTERNAL = "\u0002";

  /** No byte of UTF-8 comes after it. */
  private static final byte LAST = (byte) 0xff;

  /** How many names one call lists. */
  private static final int PAGE = 1_000;

  private final Shares shares;

  RedisOccupancy(Shares shares) {
    this.shares = shares;
  }

  @Override
  public void start(Watcher watcher) {
    shares.watch(watcher);
  }

  @Override
  public void set(ChannelName channel, int subscribers) {
    shares.of(channel).set(channel, subscribers);
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    var answer = new CompletableFuture<Integer>();
    shares.of(channel).ask(new Read.Total("c", channel, answer));
    return answer;
  }

  @Override
  public CompletionStage<Map<String, Integer>> channels(String app, String prefix, int limit) {
    if (limit == 0 || (!prefix.isEmpty() && prefix.compareTo(AFTER_INTERNAL) < 0)) {
      return CompletableFuture.completedStage(Map.of());
    }
    var listing = new Listing(app, prefix, limit);
    var parts = new CompletableFuture<?>[Store.BUCKETS];
    for (int bucket = 0; bucket < parts.length; bucket++) {
      parts[bucket] = listing.read(bucket).toCompletableFuture();
    }
    return CompletableFuture.allOf(parts).thenApply(done -> listing.found());
  }

  /** One list that is put together from all buckets, page by page. */
  private final class Listing {
    private final String app;
    private final byte[] first;
    private final byte[] last;
    private final int limit;
    private final Map<String, Integer> found = new HashMap<>();

    Listing(String app, String prefix, int limit) {
      this.app = app;
      this.first = Words.bytes("[" + app + '\0' + (prefix.isEmpty() ? AFTER_INTERNAL : prefix));
      byte[] open = Words.bytes("(" + app + '\0' + prefix + ' ');
      open[open.length - 1] = LAST;
      this.last = open;
      this.limit = limit;
    }

    CompletionStage<Boolean> read(int bucket) {
      return read(bucket, first);
    }

    private CompletionStage<Boolean> read(int bucket, byte[] from) {
      int most = Math.min(limit, PAGE);
      return shares
          .call(bucket, Words.bytes("list"), new byte[0], from, last, Words.bytes(most))
          .thenCompose(reply -> {
            List<Object> names = Words.list(reply.get(1));
            boolean more = add(names, Words.list(reply.get(2))) && names.size() == most;
            return more
                ? read(bucket, Words.bytes("(" + Words.text(names.getLast())))
                : CompletableFuture.completedStage(true);
          });
    }

    /** Returns whether there is room for more. */
    private synchronized boolean add(List<Object> names, List<Object> counts) {
      for (int i = 0; i < names.size() && found.size() < limit; i++) {
        if (counts.get(i) instanceof byte[] count) {
          String name = Words.text(names.get(i)).substring(app.length() + 1);
          found.put(name, Integer.parseInt(Words.text(count)));
        }
      }
      return found.size() < limit;
    }

    synchronized Map<String, Integer> found() {
      return Collections.unmodifiableMap(found);
    }
  }
}
