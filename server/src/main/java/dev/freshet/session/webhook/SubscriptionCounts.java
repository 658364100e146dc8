package dev.freshet.session.webhook;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.metrics.Incident;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ClientRules;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the subscribers of a channel how many they are whenever that changes, where their app wants
 * it; and its webhooks, at the same time. A channel with more than {@value #FEW} subscribers hears
 * it at most once in a while. Of changes that come faster than they can be told, the latest is: so
 * when thousands of clients come back at once, each channel hears a few counts, not all.
 *
 * <p>Changes are noted on the thread that makes them and told on a virtual thread, which is there
 * while there is something to tell.
 */
public final class SubscriptionCounts implements Occupancy.Watcher, AutoCloseable {
  /** Up to so many subscribers hear of every change. */
  public static final int FEW = 100;

  /** How often a channel with more subscribers hears of changes, at most. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** So many counts are told in one {@link #WINDOW} at most, a thousand a second. */
  static final int MOST_A_WINDOW = 50;

  /** See {@link #MOST_A_WINDOW}. */
  static final Duration WINDOW = Duration.ofMillis(50);

  private static final System.Logger LOG = System.getLogger(SubscriptionCounts.class.getName());

  private final Apps apps;
  private final Predicate<ChannelName> excepted;
  private final Broker broker;
  private final Webhooks webhooks;
  private final InstantSource clock;
  private final long intervalNanos;
  private final Incident failure =
      new Incident(LOG, System.Logger.Level.WARNING, "a subscription count was not told");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition closing = lock.newCondition();

  /** What is to be told, the change that waits longest first. */
  private final SequencedMap<ChannelName, Integer> ready = new LinkedHashMap<>();

  /** Channels that were told and must wait, until when; the interval is one for all. */
  private final SequencedMap<ChannelName, Long> resting = new LinkedHashMap<>();

  /** What changed of them meanwhile. */
  private final Map<ChannelName, Integer> later = new HashMap<>();

  private int told;
  private long windowEnds = System.nanoTime();
  private boolean running;
  private boolean closed;

  /**
   * Nothing runs before a count changes.
   *
   * @param excepted the channels whose subscribers are not told because they know their members
   * @param interval see {@link #INTERVAL}; positive
   */
  public SubscriptionCounts(
      Apps apps,
      Predicate<ChannelName> excepted,
      Broker broker,
      Webhooks webhooks,
      InstantSource clock,
      Duration interval) {
    this.apps = apps;
    this.excepted = excepted;
    this.broker = broker;
    this.webhooks = webhooks;
    this.clock = clock;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  public void changed(ChannelName channel, int before, int now) {
    if (before == now || !isWanted(channel)) {
      return;
    }
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (resting.containsKey(channel)) {
        later.put(channel, now);
        return;
      }
      if (ready.isEmpty()) {
        changed.signal();
      }
      ready.put(channel, now);
      if (!running) {
        running = true;
        Thread.ofVirtual().name("subscription-counts").start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted(ChannelName channel) {
    @Nullable Tenant tenant = channel.isInternal() ? null : apps.findById(channel.app());
    if (tenant == null) {
      return false;
    }
    ClientRules rules = tenant.app().clients();
    return rules.enabled() && rules.subscriptionCount() && !excepted.test(channel);
  }

  private void run() {
    for (var next = next(); next != null; next = next()) {
      try {
        tell(next.getKey(), next.getValue());
      } catch (RuntimeException e) {
        failure.happened(e);
      }
    }
  }

  private void tell(ChannelName channel, int count) {
    if (count > 0) {
      Payload number = Payload.text(Integer.toString(count));
      var _ = broker.announce(channel, Publication.of(Notice.COUNT, number, clock.millis()));
    }
    webhooks.counted(channel, count);
  }

  /** Waits for what is to be told next; null when nothing can come any more. */
  private Map.@Nullable Entry<ChannelName, Integer> next() {
    lock.lock();
    try {
      while (!closed) {
        pace();
        long rest = wake();
        var next = ready.pollFirstEntry();
        if (next != null) {
          told++;
          if (next.getValue() > FEW) {
            resting.putLast(next.getKey(), System.nanoTime() + intervalNanos);
          }
          return next;
        }
        if (resting.isEmpty()) {
          break;
        }
        long _ = changed.awaitNanos(rest);
      }
      running = false;
      return null;
    } catch (InterruptedException e) {
      running = false;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next window when this one has told enough. */
  private void pace() throws InterruptedException {
    long left = windowEnds - System.nanoTime();
    while (told >= MOST_A_WINDOW && left > 0 && !closed) {
      left = closing.awaitNanos(left);
    }
    if (left <= 0) {
      told = 0;
      windowEnds = System.nanoTime() + WINDOW.toNanos();
    }
  }

  /** Lets channels go that rested long enough. Returns when the next one has. */
  private long wake() {
    long now = System.nanoTime();
    while (!resting.isEmpty()) {
      long rest = resting.firstEntry().getValue() - now;
      if (rest > 0) {
        return rest;
      }
      ChannelName channel = resting.pollFirstEntry().getKey();
      @Nullable Integer count = later.remove(channel);
      if (count != null) {
        ready.put(channel, count);
      }
    }
    return intervalNanos;
  }

  /** Stops; what is not told yet is not told any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      resting.clear();
      later.clear();
      changed.signal();
      closing.signal();
    } finally {
      lock.unlock();
    }
  }
}
