package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Occupancy of a node that stands alone; it holds exactly the channels with subscribers. The stages
 * it returns are completed. Names are kept in order, so that listing a prefix costs what it returns
 * and not a walk over all channels; setting and counting cost a logarithm for it.
 */
public final class LocalOccupancy implements Occupancy {
  /** Internal channels come before all others in the order of names. */
  private static final String AFTER_INTERNAL = "\u0002";

  private final Map<String, ConcurrentNavigableMap<String, Integer>> apps =
      new ConcurrentHashMap<>();
  private @Nullable Watcher watcher;

  @Override
  public void start(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  public void set(ChannelName channel, int subscribers) {
    var names = apps.computeIfAbsent(channel.app(), app -> new ConcurrentSkipListMap<>());
    Integer before =
        subscribers > 0 ? names.put(channel.name(), subscribers) : names.remove(channel.name());
    if (watcher != null) {
      watcher.changed(channel, before == null ? 0 : before, subscribers);
    }
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    var names = apps.get(channel.app());
    return CompletableFuture.completedFuture(
        names == null ? 0 : names.getOrDefault(channel.name(), 0));
  }

  @Override
  public CompletionStage<Map<String, Integer>> channels(String app, String prefix, int limit) {
    return list(app, prefix, prefix, true, limit);
  }

  @Override
  public CompletionStage<Map<String, Integer>> page(
      String app, String prefix, String after, int limit) {
    boolean behind = after.compareTo(prefix) >= 0 && !after.isEmpty();
    return list(app, prefix, behind ? after : prefix, !behind, limit);
  }

  private CompletionStage<Map<String, Integer>> list(
      String app, String prefix, String start, boolean inclusive, int limit) {
    var found = new LinkedHashMap<String, Integer>();
    var names = apps.get(app);
    if (names != null) {
      String from = start.compareTo(AFTER_INTERNAL) < 0 ? AFTER_INTERNAL : start;
      for (var entry : names.tailMap(from, inclusive).entrySet()) {
        if (found.size() >= limit || !entry.getKey().startsWith(prefix)) {
          break;
        }
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return CompletableFuture.completedFuture(Collections.unmodifiableMap(found));
  }
}
