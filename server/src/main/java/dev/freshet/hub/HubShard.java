package dev.freshet.hub;

import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the hub: the subscriptions of its connections and a mailbox. Everything
 * but {@link #deliver}, {@link #waitingBytes} and {@link #loop} is called on the loop.
 *
 * <p>A publication is put into the mailbox; one drain is scheduled if none is. The drain takes
 * everything that waits, so an idle server sends a message at once and a busy one sends batches,
 * without a timer or a delay. Of a channel it delivers one batch a round.
 */
public final class HubShard {
  private static final Incident FAILURE =
      new Incident(
          System.getLogger(HubShard.class.getName()),
          System.Logger.Level.ERROR,
          "a round of deliveries failed and is given up");

  private final int index;
  private final Loop loop;
  private final Hub hub;
  private final HubSettings settings;
  private final Mailbox mailbox = new Mailbox();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Map<ChannelName, Fanout> fanouts = new HashMap<>();
  private final Round round;
  private final Runnable turn = this::turn;

  /** Since when there was always something left to deliver; 0 for never. */
  private long behindSince;

  HubShard(int index, Loop loop, Hub hub, HubSettings settings, Metrics metrics) {
    this.index = index;
    this.loop = loop;
    this.hub = hub;
    this.settings = settings;
    this.round = new Round(settings, mailbox, metrics);
  }

  /** The loop that owns this shard. */
  public Loop loop() {
    return loop;
  }

  /** How much waits to be delivered, from any thread. */
  public long waitingBytes() {
    return mailbox.bytes();
  }

  /**
   * For how long something has waited to be delivered without a break, a measure of how much more
   * the loop can do; 0 when nothing waits.
   *
   * @param nowNanos {@link System#nanoTime}
   */
  public long behindNanos(long nowNanos) {
    return behindSince == 0 ? 0 : Math.max(0, nowNanos - behindSince);
  }

  /** Takes a publication for this loop's subscribers, from any thread; returns at once. */
  void deliver(ChannelName channel, Publication publication) {
    mailbox.put(channel, publication);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      loop.execute(turn);
    }
  }

  /**
   * Adds a subscription, which catches up until {@link #goLive}.
   *
   * @return completes, on any thread, when every later publication of the channel will come
   */
  public CompletionStage<Void> subscribe(Subscription subscription) {
    ChannelName channel = subscription.channel();
    Fanout fanout = fanouts.computeIfAbsent(channel, Fanout::new);
    fanout.add(subscription);
    return hub.enter(fanout.channel, index, fanout.subscribers() == 1);
  }

  /** Ends a subscription; nothing is delivered to it afterwards. Twice is once. */
  public void unsubscribe(Subscription subscription) {
    Group group = subscription.group;
    if (group == null) {
      return;
    }
    Fanout fanout = group.fanout;
    fanout.remove(subscription, group);
    boolean last = fanout.subscribers() == 0;
    hub.leave(fanout.channel, index, last);
    if (last && !fanout.inRound) {
      fanouts.remove(fanout.channel);
    }
  }

  /** Some of those who hear a channel on this loop: as many as there are, or {@code limit}. */
  public List<Subscriber> subscribers(ChannelName channel, int limit) {
    Fanout fanout = fanouts.get(channel);
    return fanout == null ? List.of() : fanout.some(limit);
  }

  /**
   * Delivers publications to one subscription that is catching up: what it missed; ends early when
   * the subscription does. The caller flushes.
   */
  public void replay(Subscription subscription, List<Publication> publications) {
    for (int start = 0; start < publications.size(); start += settings.batchMax()) {
      if (!subscription.isSubscribed()) {
        return;
      }
      int end = Math.min(start + settings.batchMax(), publications.size());
      var part = publications.subList(start, end);
      Encoded encoded = Encoded.of(subscription.wire(), subscription.channel(), part);
      try {
        subscription.subscriber().deliver(subscription, encoded, 0);
      } finally {
        encoded.release();
      }
    }
  }

  /**
   * Ends catching up: delivers what was held and is not covered by {@code position}, then lets the
   * subscription hear the channel. The caller flushes.
   *
   * @param position everything up to it has been written; null without history
   */
  public void goLive(Subscription subscription, @Nullable Position position) {
    replay(subscription, subscription.goLive(position));
  }

  private void turn() {
    if (deliverSlice() && !round.hasMore()) {
      behindSince = 0;
      scheduled.set(false);
      if (mailbox.isEmpty() || !scheduled.compareAndSet(false, true)) {
        return;
      }
    }
    behindSince = behindSince == 0 ? System.nanoTime() : behindSince;
    loop.afterIo(turn);
  }

  /** Whether the round is finished. A fault ends the round, never the shard. */
  private boolean deliverSlice() {
    try {
      if (!round.isUnderWay()) {
        collect();
      }
      if (!round.slice()) {
        return false;
      }
      forgetEmpty(round.finish());
    } catch (RuntimeException | Error e) {
      FAILURE.happened(e);
      forgetEmpty(round.abandon());
    }
    return true;
  }

  private void collect() {
    for (Mailbox.Entry e = mailbox.take(); e != null; e = mailbox.take()) {
      Fanout fanout = fanouts.get(e.channel());
      if (fanout == null) {
        mailbox.begun(List.of(e.publication()));
      } else if (fanout.offer(e.publication())) {
        round.add(fanout);
      }
    }
    round.begin();
  }

  private void forgetEmpty(List<Fanout> finished) {
    for (Fanout fanout : finished) {
      if (fanout.subscribers() == 0) {
        fanouts.remove(fanout.channel, fanout);
      }
    }
  }
}
