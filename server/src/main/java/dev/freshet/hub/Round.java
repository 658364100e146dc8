package dev.freshet.hub;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * What waited in a shard at one moment, by channel, and how far its delivery has come: of each
 * channel one batch, so that one that is published to faster than it can be delivered takes turns
 * with the others. It is delivered channel by channel in slices of a bounded number of deliveries;
 * each socket is flushed once a slice. One object serves all rounds of a shard.
 */
final class Round {
  private static final Incident FAILURE =
      new Incident(
          System.getLogger(Round.class.getName()),
          System.Logger.Level.ERROR,
          "a delivery failed, and ends whoever would miss it");

  private final HubSettings settings;
  private final Mailbox mailbox;
  private final Count drainsMade;
  private final Count slicesMade;
  private final Count deliveriesMade;
  private final Count encodingsMade;
  private final Distribution batchSizes;
  private final List<Fanout> channels = new ArrayList<>();
  private final List<Subscriber> toFlush = new ArrayList<>();
  private boolean begun;
  private int next;
  private int deliveries;
  private int encodings;

  Round(HubSettings settings, Mailbox mailbox, Metrics metrics) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.drainsMade = metrics.count(Metric.DRAINS);
    this.slicesMade = metrics.count(Metric.DRAIN_SLICES);
    this.deliveriesMade = metrics.count(Metric.DELIVERIES);
    this.encodingsMade = metrics.count(Metric.ENCODINGS);
    this.batchSizes = metrics.histogram(Metric.BATCH_SIZE);
  }

  int batchMax() {
    return settings.batchMax();
  }

  /** Puts a channel into the round that is being made up. */
  void add(Fanout fanout) {
    fanout.inRound = true;
    channels.add(fanout);
  }

  /** Whether a round was begun and is unfinished. */
  boolean isUnderWay() {
    return begun;
  }

  /** Whether channels are left that the next round has to go on with. */
  boolean hasMore() {
    return !channels.isEmpty();
  }

  /** Starts the round that was made up. */
  void begin() {
    begun = true;
    next = 0;
    beginNext();
    drainsMade.increment();
  }

  private void beginNext() {
    if (next < channels.size()) {
      mailbox.begun(channels.get(next).begin(settings.batchMax()));
    }
  }

  /**
   * One slice.
   *
   * @return whether the round is finished; then {@link #finish} lists its channels
   */
  boolean slice() {
    int budget = settings.slice();
    while (budget > 0 && next < channels.size()) {
      Fanout fanout = channels.get(next);
      int before = deliveries;
      budget = fanout.advance(budget, this);
      if (!fanout.isCounted) {
        deliveries = before;
      }
      if (budget > 0) {
        next++;
        beginNext();
      }
    }
    flush();
    slicesMade.increment();
    deliveriesMade.add(deliveries);
    encodingsMade.add(encodings);
    deliveries = 0;
    encodings = 0;
    return next >= channels.size();
  }

  /** The channels nothing waits for any more; the others stay for the next round. */
  List<Fanout> finish() {
    begun = false;
    var done = new ArrayList<Fanout>(channels.size());
    for (Fanout fanout : channels) {
      if (!fanout.isWaiting()) {
        fanout.inRound = false;
        done.add(fanout);
      }
    }
    channels.removeIf(fanout -> !fanout.inRound);
    return done;
  }

  void encoded(int publications) {
    encodings += publications;
    batchSizes.observe(publications);
  }

  /** Delivers to one; what fails for it ends it, so that it comes back for what it missed. */
  void deliver(Subscription subscription, Encoded encoded) {
    try {
      if (subscription.deliver(encoded, settings.heldMax())) {
        deliveries += encoded.encodings();
        toFlush.add(subscription.subscriber());
      }
    } catch (RuntimeException | Error e) {
      failed(e);
      end(subscription);
    }
  }

  /** Ends a subscriber that would else miss something without knowing. */
  void end(Subscription subscription) {
    try {
      subscription.subscriber().overrun(subscription);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  void failed(Throwable cause) {
    FAILURE.happened(cause);
  }

  /** Gives up what is not delivered yet. */
  List<Fanout> abandon() {
    channels.forEach(fanout -> mailbox.begun(fanout.release()));
    toFlush.clear();
    return finish();
  }

  private void flush() {
    for (int i = 0; i < toFlush.size(); i++) {
      try {
        toFlush.get(i).flush();
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
    toFlush.clear();
  }
}
