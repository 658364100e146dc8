package dev.freshet.redis;

import dev.freshet.cluster.Broker.Receiver;
import dev.freshet.cluster.History.Page;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.redis.link.Ear;
import dev.freshet.redis.link.Shards;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The channels that this node listens to: one subscription each, however many subscribers. They are
 * asked for in batches, dropped some time after nobody wants them, and after their server was lost
 * asked for again, their gaps being closed a few hundred at a time.
 */
final class Listenings implements Ear, Store.Watcher {
  private static final int BATCH = 512;
  private static final int READS_AT_ONCE = 256;
  private static final long UPKEEP_MILLIS = 250;

  /** Redis is asked again when it has not confirmed for so long. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final Shards shards;
  private final RedisHistory history;
  private final Receiver receiver;
  private final GapNumbers gaps;
  private final Metrics metrics;
  private final long hold;
  private final long linger;
  private final ScheduledExecutorService thread;
  private final Map<String, Listening> all = new ConcurrentHashMap<>();

  /** Those that Redis has not confirmed. */
  private final Set<Listening> waiting = ConcurrentHashMap.newKeySet();

  /** Those that nobody wanted at some time. */
  private final Queue<Listening> ignored = new ConcurrentLinkedQueue<>();

  private final Queue<Listening> asking = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Queue<Listening> toRead = new ConcurrentLinkedQueue<>();
  private final Semaphore permits = new Semaphore(READS_AT_ONCE);
  private final Incident unreadable =
      new Incident(
          System.getLogger(Listenings.class.getName()),
          System.Logger.Level.WARNING,
          "a record of another node was passed over");

  /**
   * None yet.
   *
   * @param hold how long a new channel waits for Redis
   * @param linger how long a channel stays that nobody wants
   * @param thread asks Redis for channels, and looks after them
   */
  Listenings(
      Shards shards,
      RedisHistory history,
      Receiver receiver,
      Metrics metrics,
      Duration hold,
      Duration linger,
      ScheduledExecutorService thread) {
    this.shards = shards;
    this.history = history;
    this.receiver = receiver;
    this.gaps = new GapNumbers(metrics);
    this.metrics = metrics;
    this.hold = hold.toNanos();
    this.linger = linger.toNanos();
    this.thread = thread;
    metrics.gauge(Metric.REDIS_CHANNELS, all::size);
  }

  void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::upkeep, UPKEEP_MILLIS, UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
    shards.watch(this);
  }

  CompletionStage<Void> listen(ChannelName channel) {
    long now = System.nanoTime();
    String key = shards.channelKey(channel);
    var stages = new ArrayList<CompletionStage<Void>>(1);
    all.compute(
        key,
        (name, present) -> {
          Listening listening = present == null ? added(channel, key, now) : present;
          stages.add(listening.listen(now));
          return listening;
        });
    return stages.getFirst();
  }

  private Listening added(ChannelName channel, String key, long now) {
    var listening = new Listening(channel, Store.bucket(channel), key, receiver, gaps, now);
    waiting.add(listening);
    asking.add(listening);
    schedule();
    return listening;
  }

  void ignore(ChannelName channel) {
    Listening listening = all.get(shards.channelKey(channel));
    if (listening != null) {
      listening.ignore(System.nanoTime());
      ignored.add(listening);
    }
  }

  /** Hands a publication to this node alone; whether anybody here listens. */
  boolean alone(ChannelName channel, Publication publication) {
    Listening listening = all.get(shards.channelKey(channel));
    if (listening != null) {
      listening.alone(publication);
    }
    return listening != null;
  }

  /** A reader of history has learnt where a channel stands. */
  void base(ChannelName channel, Position top) {
    Listening listening = all.get(shards.channelKey(channel));
    if (listening != null) {
      listening.base(top);
    }
  }

  @Override
  public void heard(String channelKey, byte[] message) {
    Listening listening = all.get(channelKey);
    if (listening == null) {
      return;
    }
    try {
      follow(listening, listening.heard(PublicationRecord.read(message)));
    } catch (PublicationRecord.Unreadable e) {
      metrics.increment(Metric.RECORDS_UNREADABLE);
      unreadable.happened(e);
    }
  }

  @Override
  public void subscribed(String channelKey) {
    Listening listening = all.get(channelKey);
    if (listening != null) {
      waiting.remove(listening);
      follow(listening, listening.confirmed());
    }
  }

  @Override
  public void ended(String channelKey) {
    Listening listening = all.get(channelKey);
    if (listening != null) {
      lost(listening);
    }
  }

  @Override
  public void lost(Set<Integer> buckets) {
    for (Listening listening : all.values()) {
      if (buckets.contains(listening.bucket())) {
        lost(listening);
      }
    }
  }

  private void lost(Listening listening) {
    listening.lost();
    waiting.add(listening);
  }

  @Override
  public void returned(Set<Integer> buckets, boolean another) {
    for (Listening listening : all.values()) {
      if (buckets.contains(listening.bucket())) {
        lost(listening);
        asking.add(listening);
      }
    }
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      execute(this::ask);
    }
  }

  /** Asks Redis for what waits to be asked for, bucket by bucket. */
  private void ask() {
    scheduled.set(false);
    long now = System.nanoTime();
    var batches = new TreeMap<Integer, List<String>>();
    for (Listening next = asking.poll(); next != null; next = asking.poll()) {
      if (shards.isUp(next.bucket()) && next.isDue(0, now)) {
        batches.computeIfAbsent(next.bucket(), bucket -> new ArrayList<>()).add(next.key());
      }
    }
    batches.forEach((bucket, keys) -> {
      for (int start = 0; start < keys.size(); start += BATCH) {
        shards.subscribe(bucket, keys.subList(start, Math.min(start + BATCH, keys.size())));
      }
    });
  }

  private void upkeep() {
    long now = System.nanoTime();
    for (Listening listening : waiting) {
      listening.expire(hold, now);
      if (shards.isUp(listening.bucket()) && listening.isDue(PATIENCE, now)) {
        shards.subscribe(listening.bucket(), List.of(listening.key()));
      }
    }
    var dropped = new TreeMap<Integer, List<String>>();
    // All stay for the same time, so the eldest is the first that is due.
    for (Listening next = ignored.peek();
        next != null && !next.isIgnoredLater(linger, now);
        next = ignored.peek()) {
      drop(ignored.remove(), now, dropped);
    }
    dropped.forEach(shards::unsubscribe);
  }

  private void drop(Listening listening, long now, Map<Integer, List<String>> dropped) {
    all.computeIfPresent(
        listening.key(),
        (key, present) -> {
          if (!present.isIgnored(linger, now)) {
            return present;
          }
          waiting.remove(present);
          dropped.computeIfAbsent(present.bucket(), bucket -> new ArrayList<>()).add(key);
          return forgotten();
        });
  }

  private static @Nullable Listening forgotten() {
    return null;
  }

  private void follow(Listening listening, Listening.Next next) {
    if (next == Listening.Next.READ) {
      toRead.add(listening);
      execute(this::read);
    }
  }

  /** Reads as many at once as may be; on the thread of this class, for it may go round at once. */
  private void read() {
    while (permits.tryAcquire()) {
      Listening next = toRead.poll();
      if (next == null) {
        permits.release();
        return;
      }
      var _ =
          history
              .since(next.channel(), next.since())
              .whenCompleteAsync((page, failure) -> wasRead(next, page), this::execute);
    }
  }

  private void wasRead(Listening listening, @Nullable Page page) {
    permits.release();
    if (page == null) {
      // The server is gone again, or does not answer: the subscription is begun anew.
      lost(listening);
    } else if (listening.read(page) == Listening.Next.READ) {
      toRead.add(listening);
    }
    read();
  }

  private void execute(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }
}
