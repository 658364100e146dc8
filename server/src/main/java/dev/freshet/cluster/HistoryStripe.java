package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ChannelRule;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a 256th of all channels, least recently used first, and the epochs of its channels
 * that have none. Every method holds the stripe's own lock, never two, and calls nothing outside.
 */
final class HistoryStripe {
  /** What {@link #oldest} answers when there is no stream. */
  static final long NONE = Long.MAX_VALUE;

  /** What a stream costs beside its publications: itself, its map entry, its channel's name. */
  static final int STREAM_BYTES = 240;

  private static final int BUCKETS = 256;
  private static final long LONGEST_TTL_SECONDS = Duration.ofDays(36_500).toSeconds();
  private static final String EPOCH_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int EPOCH_LENGTH = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<ChannelName, HistoryStream> filled = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<ChannelName, HistoryStream> empty = new LinkedHashMap<>(16, 0.75f, true);
  private final @Nullable String[] epochs = new String[BUCKETS];
  private final HistoryTally tally;
  private final long idleMillis;
  private long nextExpiry = Long.MAX_VALUE;

  /**
   * A stripe without streams.
   *
   * @param idleMillis how long an empty stream outlives its last use
   */
  HistoryStripe(HistoryTally tally, long idleMillis) {
    this.tally = tally;
    this.idleMillis = idleMillis;
  }

  /** Gives a draft its place and keeps it as the rule says. */
  synchronized Publication append(
      ChannelName channel, int hash, ChannelRule rule, Draft draft, long now) {
    HistoryStream stream = find(channel, hash, now);
    if (stream == null) {
      stream = new HistoryStream(epoch(hash));
      empty.put(channel, stream);
      tally.streamBegan(STREAM_BYTES + channel.name().length());
    }
    int sizeBefore = stream.size();
    long bytesBefore = stream.bytes();
    stream.used(now);
    var publication = stream.append(draft, now, now + ttlMillis(draft, rule));
    stream.expire(now);
    stream.shrinkTo(rule.historySize());
    nextExpiry = Math.min(nextExpiry, stream.nextExpiry());
    settle(channel, stream, sizeBefore, bytesBefore);
    return publication;
  }

  /** Reads as {@link History#read} says. */
  synchronized History.Page read(
      ChannelName channel,
      int hash,
      ChannelRule rule,
      @Nullable Position since,
      int limit,
      boolean reverse,
      long now) {
    HistoryStream stream = find(channel, hash, now);
    if (stream == null) {
      var top = new Position(epoch(hash), 0);
      boolean unbroken = since == null || since.epoch().isEmpty() || since.equals(top);
      return new History.Page(top, List.of(), unbroken);
    }
    int sizeBefore = stream.size();
    long bytesBefore = stream.bytes();
    stream.used(now);
    stream.shrinkTo(rule.historySize());
    settle(channel, stream, sizeBefore, bytesBefore);
    return stream.page(since, limit, reverse);
  }

  /**
   * Drops what has expired and forgets streams that were idle for too long.
   *
   * @return how many streams were looked at
   */
  synchronized int sweep(long now) {
    int seen = 1;
    if (now >= nextExpiry) {
      seen += filled.size();
      nextExpiry = Long.MAX_VALUE;
      for (Iterator<Map.Entry<ChannelName, HistoryStream>> entries = filled.entrySet().iterator();
          entries.hasNext(); ) {
        var entry = entries.next();
        HistoryStream stream = entry.getValue();
        int sizeBefore = stream.size();
        long bytesBefore = stream.bytes();
        stream.expire(now);
        tally.changed(stream.size() - sizeBefore, stream.bytes() - bytesBefore);
        nextExpiry = Math.min(nextExpiry, stream.nextExpiry());
        if (stream.size() == 0) {
          entries.remove();
          empty.put(entry.getKey(), stream);
        }
      }
    }
    for (var first = first(empty);
        first != null && isIdle(first.getValue(), now);
        first = first(empty)) {
      forget(first.getKey(), LocalHistory.hash(first.getKey()), first.getValue());
      seen++;
    }
    return seen;
  }

  /**
   * Ends the streams of these channels, and gives the channels without a stream a new epoch too.
   */
  synchronized void forget(Predicate<ChannelName> channels) {
    for (var streams : List.of(filled, empty)) {
      List.copyOf(streams.entrySet()).stream()
          .filter(entry -> channels.test(entry.getKey()))
          .forEach(
              entry -> forget(entry.getKey(), LocalHistory.hash(entry.getKey()), entry.getValue()));
    }
    Arrays.fill(epochs, null);
  }

  /** When the least recently used stream of a kind was used, or {@link #NONE}. */
  synchronized long oldest(boolean withPublications) {
    return oldestOf(withPublications ? filled : empty);
  }

  /** When the least recently used stream of either kind was used, or {@link #NONE}. */
  synchronized long oldest() {
    return Math.min(oldestOf(filled), oldestOf(empty));
  }

  /** Ends the least recently used stream of a kind, with all that it keeps. */
  synchronized void evictOldest(boolean withPublications) {
    var first = first(withPublications ? filled : empty);
    if (first != null) {
      evict(first.getKey(), first.getValue());
    }
  }

  /**
   * Drops the oldest publications of the least recently used stream until {@code least} bytes are
   * free; a stream that keeps none is ended.
   */
  synchronized void freeOldest(long least) {
    var first = first(oldestOf(empty) <= oldestOf(filled) ? empty : filled);
    if (first == null) {
      return;
    }
    HistoryStream stream = first.getValue();
    if (stream.size() == 0) {
      evict(first.getKey(), stream);
      return;
    }
    int sizeBefore = stream.size();
    long bytesBefore = stream.bytes();
    stream.free(least);
    tally.evictedPublications(sizeBefore - stream.size());
    settle(first.getKey(), stream, sizeBefore, bytesBefore);
  }

  /** The channel's stream without what has expired; null when it has none. */
  private @Nullable HistoryStream find(ChannelName channel, int hash, long now) {
    HistoryStream stream = filled.get(channel);
    if (stream == null) {
      stream = empty.get(channel);
    } else if (now >= stream.nextExpiry()) {
      int sizeBefore = stream.size();
      long bytesBefore = stream.bytes();
      stream.expire(now);
      settle(channel, stream, sizeBefore, bytesBefore);
    }
    if (stream != null && stream.size() == 0 && isIdle(stream, now)) {
      forget(channel, hash, stream);
      return null;
    }
    return stream;
  }

  private boolean isIdle(HistoryStream stream, long now) {
    return now - stream.lastUse() >= idleMillis;
  }

  /**
   * Counts what became of a stream and moves it between the maps when it began or ceased to keep.
   */
  private void settle(ChannelName channel, HistoryStream stream, int sizeBefore, long bytesBefore) {
    tally.changed(stream.size() - sizeBefore, stream.bytes() - bytesBefore);
    if (sizeBefore == 0 && stream.size() > 0) {
      empty.remove(channel);
      filled.put(channel, stream);
    } else if (sizeBefore > 0 && stream.size() == 0) {
      filled.remove(channel);
      empty.put(channel, stream);
    }
  }

  private void evict(ChannelName channel, HistoryStream stream) {
    tally.evictedStream(stream.size());
    forget(channel, LocalHistory.hash(channel), stream);
  }

  /** Ends a life: the epoch its offsets belong to is never given to a stream again. */
  private void forget(ChannelName channel, int hash, HistoryStream stream) {
    (stream.size() == 0 ? empty : filled).remove(channel);
    epochs[bucket(hash)] = null;
    tally.changed(-stream.size(), -stream.bytes());
    tally.streamEnded(STREAM_BYTES + channel.name().length());
  }

  private String epoch(int hash) {
    int bucket = bucket(hash);
    String epoch = epochs[bucket];
    if (epoch == null) {
      epoch = newEpoch();
      epochs[bucket] = epoch;
    }
    return epoch;
  }

  /** Which of the stripe's epochs is for channels of this hash; its low byte chose the stripe. */
  private static int bucket(int hash) {
    return (hash >>> 8) & (BUCKETS - 1);
  }

  private static String newEpoch() {
    var text = new char[EPOCH_LENGTH];
    for (int i = 0; i < text.length; i++) {
      text[i] = EPOCH_ALPHABET.charAt(RANDOM.nextInt(EPOCH_ALPHABET.length()));
    }
    return new String(text);
  }

  private static long ttlMillis(Draft draft, ChannelRule rule) {
    Duration ttl = rule.historyTtl();
    Duration own = draft.ttl();
    if (own != null && own.compareTo(ttl) < 0) {
      ttl = own;
    }
    return ttl.toSeconds() < LONGEST_TTL_SECONDS ? ttl.toMillis() : LONGEST_TTL_SECONDS * 1000;
  }

  private static long oldestOf(Map<ChannelName, HistoryStream> streams) {
    var first = first(streams);
    return first == null ? NONE : first.getValue().lastUse();
  }

  private static Map.@Nullable Entry<ChannelName, HistoryStream> first(
      Map<ChannelName, HistoryStream> streams) {
    var entries = streams.entrySet().iterator();
    return entries.hasNext() ? entries.next() : null;
  }
}
