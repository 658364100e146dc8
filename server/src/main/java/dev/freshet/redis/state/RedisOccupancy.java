package dev.freshet.redis.state;

import dev.freshet.cluster.Occupancy;
import dev.freshet.model.ChannelName;
import dev.freshet.redis.link.Store;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** How many subscribers channels have over all nodes, in Redis. */
final class RedisOccupancy implements Occupancy {
  /** Internal channels come before all others in the order of names. */
  private static final String AFTER_INTERNAL = "\u0002";

  /** No byte of UTF-8 comes after it. */
  private static final byte LAST = (byte) 0xff;

  /** As Redis orders names: by their bytes, which is by code points. */
  private static final Comparator<String> ORDER =
      (one, other) -> Arrays.compareUnsigned(Words.bytes(one), Words.bytes(other));

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

  @Override
  public CompletionStage<Map<String, Integer>> page(
      String app, String prefix, String after, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new IllegalArgumentException(
          "limit: %d (expected: 1 to %d)".formatted(limit, PAGE_MAX));
    }
    if (!prefix.isEmpty() && prefix.compareTo(AFTER_INTERNAL) < 0) {
      return CompletableFuture.completedStage(Map.of());
    }
    boolean behind = !after.isEmpty() && ORDER.compare(after, prefix) >= 0;
    byte[] first = behind ? Words.bytes("(" + app + '\0' + after) : lowest(app, prefix);
    var page = new TreeMap<String, Integer>(ORDER);
    var parts = new CompletableFuture<?>[Store.BUCKETS];
    for (int bucket = 0; bucket < parts.length; bucket++) {
      parts[bucket] =
          list(bucket, first, highest(app, prefix), limit)
              .thenAccept(found -> merge(page, app, found, limit))
              .toCompletableFuture();
    }
    return CompletableFuture.allOf(parts).thenApply(done -> Collections.unmodifiableMap(page));
  }

  /** Each bucket has told its first names; the first of them all are kept. */
  private static void merge(
      NavigableMap<String, Integer> page, String app, Found found, int limit) {
    synchronized (page) {
      found.forEach(app, page::put);
      while (page.size() > limit) {
        page.pollLastEntry();
      }
    }
  }

  private CompletionStage<Found> list(int bucket, byte[] from, byte[] to, int most) {
    return shares
        .call(bucket, Words.bytes("list"), new byte[0], from, to, Words.bytes(most))
        .thenApply(reply -> new Found(Words.list(reply.get(1)), Words.list(reply.get(2))));
  }

  private static byte[] lowest(String app, String prefix) {
    return Words.bytes("[" + app + '\0' + (prefix.isEmpty() ? AFTER_INTERNAL : prefix));
  }

  private static byte[] highest(String app, String prefix) {
    byte[] open = Words.bytes("(" + app + '\0' + prefix + ' ');
    open[open.length - 1] = LAST;
    return open;
  }

  /** What a bucket listed. */
  private record Found(List<Object> names, List<Object> counts) {
    void forEach(String app, BiConsumer<String, Integer> action) {
      for (int i = 0; i < names.size(); i++) {
        if (counts.get(i) instanceof byte[] count) {
          String name = Words.text(names.get(i)).substring(app.length() + 1);
          action.accept(name, Integer.parseInt(Words.text(count)));
        }
      }
    }
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
      this.first = lowest(app, prefix);
      this.last = highest(app, prefix);
      this.limit = limit;
    }

    CompletionStage<Boolean> read(int bucket) {
      return read(bucket, first);
    }

    private CompletionStage<Boolean> read(int bucket, byte[] from) {
      int most = Math.min(limit, PAGE_MAX);
      return list(bucket, from, last, most)
          .thenCompose(listed -> {
            boolean more = add(listed) && listed.names().size() == most;
            return more
                ? read(bucket, Words.bytes("(" + Words.text(listed.names().getLast())))
                : CompletableFuture.completedStage(true);
          });
    }

    /** Returns whether there is room for more. */
    private synchronized boolean add(Found listed) {
      listed.forEach(
          app,
          (name, count) -> {
            if (found.size() < limit) {
              found.put(name, count);
            }
          });
      return found.size() < limit;
    }

    synchronized Map<String, Integer> found() {
      return Collections.unmodifiableMap(found);
    }
  }
}
