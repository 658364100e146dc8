package dev.freshet.hub;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is heard on this node: one shard per event loop, and for each channel which loops
 * have subscribers. From any thread.
 */
public final class Hub implements Broker.Receiver {

  /** The most event loops a node can have: one bit each in {@link Audience}. */
  public static final int MAX_SHARDS = 64;

  private static final CompletionStage<Void> LISTENS_TO_ITSELF =
      CompletableFuture.completedFuture(null);

  private final Broker broker;
  private final Occupancy occupancy;
  private final HubSettings settings;
  private final List<HubShard> shards;
  private final ConcurrentHashMap<ChannelName, Audience> audiences = new ConcurrentHashMap<>();
  private final LongAdder channels = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();

  /**
   * Makes a shard for each loop.
   *
   * @param loops 1 to {@value #MAX_SHARDS}
   */
  public Hub(
      List<? extends Loop> loops,
      Broker broker,
      Occupancy occupancy,
      HubSettings settings,
      Metrics metrics) {
    if (loops.isEmpty() || loops.size() > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "loops: %d (expected: 1 to %d)".formatted(loops.size(), MAX_SHARDS));
    }
    this.broker = broker;
    this.occupancy = occupancy;
    this.settings = settings;
    var made = new HubShard[loops.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = new HubShard(i, loops.get(i), this, settings, metrics);
    }
    this.shards = List.of(made);
  }

  /** The shards, in the order of the loops. */
  public List<HubShard> shards() {
    return shards;
  }

  /** Whether so much waits on some loop that nothing more should be published. */
  public boolean isOverloaded() {
    for (int i = 0; i < shards.size(); i++) {
      if (shards.get(i).waitingBytes() > settings.mailboxBytes()) {
        return true;
      }
    }
    return false;
  }

  /** How much waits on all loops, in bytes. */
  public long waitingBytes() {
    return shards.stream().mapToLong(HubShard::waitingBytes).sum();
  }

  /** How many channels have subscribers on this node, internal ones left out. */
  public long channels() {
    return channels.sum();
  }

  /** How many subscriptions there are on this node, those to internal channels left out. */
  public long subscriptions() {
    return subscriptions.sum();
  }

  /** Whether a channel has a subscriber on this node. */
  public boolean isHeard(ChannelName channel) {
    return audiences.containsKey(channel);
  }

  @Override
  public void deliver(ChannelName channel, Publication publication) {
    Audience audience = audiences.get(channel);
    if (audience == null) {
      // Its first subscriber may be entering just now, and this may be what its entering caused.
      audience = audiences.computeIfPresent(channel, (name, present) -> present);
    }
    if (audience != null) {
      audience.forEachShard(i -> shards.get(i).deliver(channel, publication));
    }
  }

  /**
   * A shard has one subscriber more, which is what makes the node listen again when that failed.
   */
  CompletionStage<Void> enter(ChannelName channel, int shard, boolean firstOfShard) {
    Audience audience =
        audiences.compute(
            channel,
            (name, present) -> {
              Audience entered = present;
              if (entered == null) {
                entered = new Audience(listen(name));
                if (!name.isInternal()) {
                  channels.increment();
                }
              } else if (entered.isDeaf()) {
                entered.listening = listen(name);
              }
              count(name, entered.enter(shard, firstOfShard));
              return entered;
            });
    if (!channel.isInternal()) {
      subscriptions.increment();
    }
    return audience.listening;
  }

  private CompletionStage<Void> listen(ChannelName channel) {
    return channel.isLocal() ? LISTENS_TO_ITSELF : broker.listen(channel);
  }

  /** A shard has one subscriber less. */
  void leave(ChannelName channel, int shard, boolean lastOfShard) {
    if (!channel.isInternal()) {
      subscriptions.decrement();
    }
    audiences.computeIfPresent(
        channel,
        (name, present) -> {
          int left = present.leave(shard, lastOfShard);
          count(name, left);
          if (left > 0) {
            return present;
          }
          if (!name.isLocal()) {
            broker.ignore(name);
          }
          if (!name.isInternal()) {
            channels.decrement();
          }
          return forgotten();
        });
  }

  private void count(ChannelName channel, int subscribers) {
    if (!channel.isInternal()) {
      occupancy.set(channel, subscribers);
    }
  }

  private static @Nullable Audience forgotten() {
    return null;
  }

  /**
   * Which loops hear a channel, and how many subscribers it has. Changed under the map's lock of
   * its channel, so that occupancy hears the counts in order; the loops are read without.
   */
  private static final class Audience {
    volatile CompletionStage<Void> listening;
    private volatile long loops;
    private volatile int subscribers;

    Audience(CompletionStage<Void> listening) {
      this.listening = listening;
    }

    /** Whether the broker could not be asked for the channel. */
    boolean isDeaf() {
      return listening.toCompletableFuture().isCompletedExceptionally();
    }

    int enter(int shard, boolean firstOfShard) {
      if (firstOfShard) {
        setLoops(loops | (1L << shard));
      }
      return setSubscribers(subscribers + 1);
    }

    int leave(int shard, boolean lastOfShard) {
      if (lastOfShard) {
        setLoops(loops & ~(1L << shard));
      }
      return setSubscribers(subscribers - 1);
    }

    private void setLoops(long next) {
      loops = next;
    }

    private int setSubscribers(int next) {
      subscribers = next;
      return next;
    }

    void forEachShard(IntConsumer action) {
      for (long rest = loops; rest != 0; rest &= rest - 1) {
        action.accept(Long.numberOfTrailingZeros(rest));
      }
    }
  }
}
