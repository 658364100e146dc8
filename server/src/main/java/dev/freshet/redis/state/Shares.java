package dev.freshet.redis.state;

import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.cluster.Teller;
import dev.freshet.metrics.Count;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** This node's shares of all buckets, and what they have in common. */
final class Shares {
  private static final System.Logger LOG = System.getLogger(Shares.class.getName());

  private final Store store;
  private final Lease lease;
  private final StateSettings settings;
  private final Script script = Script.of("state");
  private final Share[] all = new Share[Store.BUCKETS];
  private final List<List<String>> keys;
  private final Count dropped;
  private final Count repaired;
  private final Count restored;
  private final Incident fault =
      new Incident(LOG, System.Logger.Level.ERROR, "something that heard of a change failed");

  private final Incident failure =
      new Incident(
          LOG, System.Logger.Level.WARNING, "a change is not written yet, and tried again");

  /** Written once, before the first change. */
  private volatile Occupancy.@Nullable Watcher occupancy;

  private volatile Presence.@Nullable Watcher presence;
  private volatile @Nullable Teller teller;
  private volatile @Nullable Follower follower;

  /** What others make of the answers. */
  interface Follower {
    /** The lease is lost. */
    void lost(String lease);

    /** These leases have something in the data. */
    void seen(List<String> leases);

    /** Events wait that this node is to tell. */
    void waiting(int bucket);

    /** The next held end is to be released in so many milliseconds. */
    void due(int bucket, long millis);
  }

  Shares(Store store, Lease lease, StateSettings settings, Metrics metrics) {
    this.store = store;
    this.lease = lease;
    this.settings = settings;
    Arrays.setAll(all, bucket -> new Share(bucket, this));
    keys =
        IntStream.range(0, Store.BUCKETS)
            .mapToObj(bucket -> Words.keys(store, bucket, "s:"))
            .toList();
    dropped = metrics.count(Metric.WEBHOOK_EVENTS_DROPPED, "outbox-full");
    repaired = metrics.count(Metric.SHARES_WRITTEN_ANEW, "repaired");
    restored = metrics.count(Metric.SHARES_WRITTEN_ANEW, "lost");
    metrics.gauge(
        Metric.STATE_CHANGES_WAITING, () -> Arrays.stream(all).mapToInt(Share::waiting).sum());
  }

  void follow(Follower by) {
    follower = by;
  }

  void watch(Occupancy.Watcher watcher) {
    occupancy = watcher;
  }

  void watch(Presence.Watcher watcher) {
    presence = watcher;
  }

  void tell(Teller to) {
    teller = to;
  }

  @Nullable Teller teller() {
    return teller;
  }

  Share of(ChannelName channel) {
    return all[Store.bucket(channel)];
  }

  Share of(int bucket) {
    return all[bucket];
  }

  void forEach(Consumer<Share> action) {
    for (Share share : all) {
      action.accept(share);
    }
  }

  boolean allMatch(Predicate<Share> wanted) {
    return Arrays.stream(all).allMatch(wanted);
  }

  Lease lease() {
    return lease;
  }

  boolean isUp(int bucket) {
    return store.isUp(bucket);
  }

  /** How long other nodes get to write anew what was lost. */
  long windowMillis() {
    return settings.lease().toMillis();
  }

  CompletionStage<List<Object>> call(int bucket, byte[]... args) {
    return store.run(bucket, script, keys.get(bucket), args);
  }

  /** The words of a call by this node. */
  byte[][] args(String mode, String... more) {
    var args = new byte[2 + more.length][];
    args[0] = Words.bytes(mode);
    args[1] = Words.bytes(lease.id());
    for (int i = 0; i < more.length; i++) {
      args[2 + i] = Words.bytes(more[i]);
    }
    return args;
  }

  /** The words that deciding needs. */
  List<byte[]> policy() {
    return List.of(
        Words.bytes(settings.vacatedDelay().toMillis()),
        Words.bytes(settings.outboxMax()),
        Words.bytes(store.publishCommand()),
        Words.bytes(lease.seed()));
  }

  /** The words of a call by this node that decides. */
  byte[][] deciding(List<String> before, List<String> after) {
    var args = new ArrayList<byte[]>();
    before.forEach(word -> args.add(Words.bytes(word)));
    args.addAll(policy());
    after.forEach(word -> args.add(Words.bytes(word)));
    return args.toArray(byte[][]::new);
  }

  boolean wantsOccupancy(ChannelName channel) {
    Teller to = teller;
    return to != null && to.wantsOccupancy(channel);
  }

  boolean wantsMembers(ChannelName channel) {
    Teller to = teller;
    return to != null && to.wantsMembers(channel);
  }

  /** Does these one after the other; what fails does not keep the others. */
  void run(List<Runnable> actions) {
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        fault.happened(e);
      }
    }
  }

  void changed(ChannelName channel, int before, int now) {
    Occupancy.Watcher watcher = occupancy;
    if (watcher != null) {
      watcher.changed(channel, before, now);
    }
  }

  void joined(ChannelName channel, Member member) {
    Presence.Watcher watcher = presence;
    if (watcher != null) {
      watcher.joined(channel, member);
    }
  }

  void left(ChannelName channel, String memberId) {
    Presence.Watcher watcher = presence;
    if (watcher != null) {
      watcher.left(channel, memberId);
    }
  }

  void decided(int bucket, long mine, long due, long lost) {
    dropped.add(lost);
    Follower by = follower;
    if (by != null && mine > 0) {
      by.waiting(bucket);
    }
    if (by != null && due >= 0) {
      by.due(bucket, due);
    }
  }

  /** A call failed; that a server is away is said elsewhere. */
  void failed(int bucket, @Nullable Throwable why) {
    if (why != null && isUp(bucket)) {
      failure.happened(why);
    }
  }

  /** A bucket's data were looked at anew. */
  void entered(boolean same) {
    (same ? repaired : restored).increment();
  }

  void seen(List<String> leases) {
    Follower by = follower;
    if (by != null) {
      by.seen(leases);
    }
  }

  void lost(String which) {
    Follower by = follower;
    if (by != null) {
      by.lost(which);
    }
  }

  /** Releases the ends of a bucket whose time has come, or all. */
  void release(int bucket, boolean all) {
    of(bucket)
        .run(
            new Step() {
              @Override
              public byte[][] args() {
                return deciding(List.of("release", lease.id()), List.of(all ? "+inf" : ""));
              }

              @Override
              public void answered(List<Object> reply, List<Runnable> then) {
                of(bucket).decided(reply, 1, then);
                if (all && Words.number(reply.get(2)) >= 0) {
                  then.add(() -> release(bucket, true));
                }
              }

              @Override
              public void failed(Throwable why, List<Runnable> then) {
                // Whoever made the hold asks again; see State.tick.
                then.add(() -> decided(bucket, 0, 1_000, 0));
              }
            });
  }
}
