package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ChannelRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * History in this node's memory; it ends with the process. The stages it returns are completed.
 *
 * <p><b>Epochs.</b> Only a publication makes a stream, so that reading channels that do not exist
 * costs no memory. Yet a reader of such a channel is told the epoch its first publication will
 * have: the channels without a stream share 65,536 epochs by hash. When a stream is forgotten, the
 * epoch of its hash is replaced by a new random one. Therefore no offset of an epoch ever stands
 * for two publications of a channel. The price: a reader that stood at offset 0 of another channel
 * of the same hash is then told that its position is broken. It is never told that it missed
 * nothing when it did.
 *
 * <p><b>Bounds.</b> Publications go when the rule's size or their TTL is exceeded; streams when
 * they keep nothing and were unused for a time. Beyond {@link Bounds#maxStreams} the least recently
 * used stream that keeps nothing is forgotten, then the least recently used one. Beyond {@link
 * Bounds#maxBytes} the least recently used stream loses its oldest publications and, when it has
 * none left, itself. What goes by these two bounds is counted.
 *
 * <p><b>Threads.</b> A channel belongs to one of 256 stripes, each with its own lock; a method
 * holds one at a time.
 */
public final class LocalHistory implements History {
  private static final int STRIPES = 256;
  private static final int SWEEP_STREAMS = 50_000;
  private static final long SLACK_BYTES = 256 * 1024;
  private static final int SLACK_STREAMS = 1024;

  private final HistoryStripe[] stripes = new HistoryStripe[STRIPES];
  private final HistoryTally tally = new HistoryTally();
  private final AtomicInteger sweepCursor = new AtomicInteger();
  private final Object evicting = new Object();
  private final Bounds bounds;
  private final InstantSource clock;

  /**
   * How much may be kept.
   *
   * @param maxStreams how many channels may have a history at once, from 1
   * @param maxBytes about how much heap all of them may take, from 1
   * @param idleTtl how long a stream that keeps nothing remembers its position after its last use;
   *     positive, and longer than any rule's history TTL, or readers that pause would lose their
   *     place before their publications
   */
  public record Bounds(int maxStreams, long maxBytes, Duration idleTtl) {

    /** Throws for a value out of range. */
    public Bounds {
      require(maxStreams >= 1, "maxStreams", maxStreams, "1 or more");
      require(maxBytes >= 1, "maxBytes", maxBytes, "1 or more");
      require(idleTtl.isPositive(), "idleTtl", idleTtl, "a positive duration");
    }

    /** A million streams, a quarter of the heap, one day. */
    public static Bounds ofThisMachine() {
      return new Bounds(1_000_000, Runtime.getRuntime().maxMemory() / 4, Duration.ofDays(1));
    }

    private static void require(boolean holds, String name, Object value, String expected) {
      if (!holds) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
      }
    }
  }

  private record Oldest(long lastUse, HistoryStripe stripe) {}

  /** An empty history that tells time by {@code clock}. */
  public LocalHistory(Bounds bounds, InstantSource clock) {
    this.bounds = bounds;
    this.clock = clock;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new HistoryStripe(tally, bounds.idleTtl().toMillis());
    }
  }

  @Override
  public CompletionStage<Page> read(
      ChannelName channel, ChannelRule rule, @Nullable Position since, int limit, boolean reverse) {
    int hash = hash(channel);
    return CompletableFuture.completedFuture(
        stripe(hash).read(channel, hash, rule, since, limit, reverse, clock.millis()));
  }

  /**
   * Gives a draft its place and keeps it. The caller holds the channel's order.
   *
   * @param rule keeps history
   * @param now milliseconds since 1970
   */
  Publication append(ChannelName channel, ChannelRule rule, Draft draft, long now) {
    int hash = hash(channel);
    var publication = stripe(hash).append(channel, hash, rule, draft, now);
    if (tally.bytes() > bounds.maxBytes() || tally.streams() > bounds.maxStreams()) {
      evict();
    }
    return publication;
  }

  /**
   * Gives the memory of expired publications and idle streams back; to be called about once a
   * second. Looks at some ten thousand streams a call and goes on from there at the next. What has
   * expired is never read, swept or not.
   */
  public void sweep() {
    long now = clock.millis();
    int seen = 0;
    for (int i = 0; i < STRIPES && seen < SWEEP_STREAMS; i++) {
      seen += stripes[sweepCursor.getAndIncrement() & (STRIPES - 1)].sweep(now);
    }
  }

  /**
   * Ends the streams of the channels that keep no history any more. Without it a channel whose rule
   * stops keeping, and later keeps again, would go on with the next offset, and a reader that
   * missed what was published between would be told that it missed nothing. For the same reason
   * positions at offset 0 of channels without a stream are broken by it.
   */
  public void forget(Predicate<ChannelName> channels) {
    for (HistoryStripe stripe : stripes) {
      stripe.forget(channels);
    }
  }

  /** How many channels have a stream. */
  public int streams() {
    return tally.streams();
  }

  /** How many publications are kept, expired ones not yet swept included. */
  public long publications() {
    return tally.publications();
  }

  /** About how many bytes of heap streams and publications take. */
  public long bytes() {
    return tally.bytes();
  }

  /** How many publications were dropped before their time for want of room. */
  public long evictions() {
    return tally.evictedPublications();
  }

  /** How many streams were forgotten before their time for want of room. */
  public long streamEvictions() {
    return tally.evictedStreams();
  }

  /** Spreads a channel's hash: the low byte chooses the stripe, the next one the epoch. */
  static int hash(ChannelName channel) {
    int hash = channel.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  private HistoryStripe stripe(int hash) {
    return stripes[hash & (STRIPES - 1)];
  }

  /**
   * Makes room, a little more than is needed so that finding the least recently used is paid for by
   * many publications. One thread at a time, holding no other lock of the history.
   */
  private void evict() {
    synchronized (evicting) {
      if (tally.streams() > bounds.maxStreams()) {
        int target = bounds.maxStreams() - Math.min(SLACK_STREAMS, bounds.maxStreams() / 64);
        evictStreams(target, false);
        evictStreams(target, true);
      }
      if (tally.bytes() > bounds.maxBytes()) {
        freeBytes(bounds.maxBytes() - Math.min(SLACK_BYTES, bounds.maxBytes() / 64));
      }
    }
  }

  private void evictStreams(int target, boolean withPublications) {
    var queue = new PriorityQueue<>(Comparator.comparingLong(Oldest::lastUse));
    for (HistoryStripe stripe : stripes) {
      offer(queue, stripe.oldest(withPublications), stripe);
    }
    for (var next = queue.poll(); next != null && tally.streams() > target; next = queue.poll()) {
      next.stripe.evictOldest(withPublications);
      offer(queue, next.stripe.oldest(withPublications), next.stripe);
    }
  }

  private void freeBytes(long target) {
    var queue = new PriorityQueue<>(Comparator.comparingLong(Oldest::lastUse));
    for (HistoryStripe stripe : stripes) {
      offer(queue, stripe.oldest(), stripe);
    }
    for (var next = queue.poll(); next != null && tally.bytes() > target; next = queue.poll()) {
      next.stripe.freeOldest(tally.bytes() - target);
      offer(queue, next.stripe.oldest(), next.stripe);
    }
  }

  private static void offer(PriorityQueue<Oldest> queue, long lastUse, HistoryStripe stripe) {
    if (lastUse != HistoryStripe.NONE) {
      queue.add(new Oldest(lastUse, stripe));
    }
  }
}
