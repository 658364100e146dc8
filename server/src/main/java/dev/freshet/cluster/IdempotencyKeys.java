package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was published under a key within the window, oldest first. Bounded: the oldest key is
 * forgotten for a new one. Every method holds its own lock and calls nothing outside.
 */
final class IdempotencyKeys {

  /** Ordered, so that keys made to collide cost a hash map a logarithm and not a scan. */
  private record Key(ChannelName channel, String text) implements Comparable<Key> {
    @Override
    public int compareTo(Key that) {
      int order = text.compareTo(that.text);
      return order == 0 ? channel.compareTo(that.channel) : order;
    }
  }

  /** What the first publication got; the position is null when its channel keeps no history. */
  record First(@Nullable Position position, long time) {}

  private final Map<Key, First> firsts = new LinkedHashMap<>();
  private final long windowMillis;
  private final int most;

  /**
   * No keys.
   *
   * @param windowMillis how long a key is remembered, from 1
   * @param most how many are remembered, from 1
   */
  IdempotencyKeys(long windowMillis, int most) {
    this.windowMillis = windowMillis;
    this.most = most;
  }

  /** What this key stands for, or null when it is new or forgotten. */
  synchronized @Nullable First find(ChannelName channel, String text, long now) {
    expire(now);
    return firsts.get(new Key(channel, text));
  }

  /** Remembers a key that {@link #find} did not know. */
  synchronized void add(ChannelName channel, String text, @Nullable Position position, long now) {
    if (firsts.size() >= most) {
      var oldest = firsts.entrySet().iterator();
      oldest.next();
      oldest.remove();
    }
    firsts.put(new Key(channel, text), new First(position, now));
  }

  /** Forgets the keys whose window has passed. */
  synchronized void expire(long now) {
    var entries = firsts.values().iterator();
    while (entries.hasNext() && now - entries.next().time() >= windowMillis) {
      entries.remove();
    }
  }

  synchronized int size() {
    return firsts.size();
  }
}
