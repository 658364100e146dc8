package dev.freshet.hub;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's hold on one channel. Owned by the loop of its shard.
 *
 * <p>It is born catching up: publications are held back until {@link #goLive} says where the
 * subscriber stands, so that nothing is lost between reading history and hearing the channel, and
 * nothing is heard before its confirmation.
 */
public final class Subscription {
  private final ChannelName channel;
  private final Subscriber subscriber;
  private final Wire wire;
  private final SlowReader slowReader;

  /** Null when live; else what came while catching up. */
  private @Nullable List<Publication> held = new ArrayList<>(0);

  /** Publications up to here were read from history; null once a kept one beyond was delivered. */
  private @Nullable Position after;

  /** Where it stands in its group; null when not subscribed. */
  @Nullable Group group;

  int index;

  /** A subscription that no shard knows yet; see {@link HubShard#subscribe}. */
  public Subscription(
      ChannelName channel, Subscriber subscriber, Wire wire, SlowReader slowReader) {
    this.channel = channel;
    this.subscriber = subscriber;
    this.wire = wire;
    this.slowReader = slowReader;
  }

  /** What is heard. */
  public ChannelName channel() {
    return channel;
  }

  /** Who hears it. */
  public Subscriber subscriber() {
    return subscriber;
  }

  /** How it is heard. */
  public Wire wire() {
    return wire;
  }

  /** What happens when it cannot keep up. */
  public SlowReader slowReader() {
    return slowReader;
  }

  /** Whether a shard delivers to it. */
  public boolean isSubscribed() {
    return group != null;
  }

  /** Whether publications are still held back. */
  public boolean isCatchingUp() {
    return held != null;
  }

  /**
   * Takes a batch: holds it while catching up, else hands on what lies after the point of
   * resumption.
   *
   * @param bound how many publications may be held
   * @return whether anything was handed to the subscriber
   */
  boolean deliver(Encoded batch, int bound) {
    if (held != null) {
      hold(batch, bound);
      return false;
    }
    Position heard = after;
    if (heard != null) {
      return deliverAfter(heard, batch);
    }
    subscriber.deliver(this, batch, 0);
    return true;
  }

  /**
   * Ends catching up.
   *
   * @param position everything up to it has been written; null without history
   * @return what was held, without what {@code position} covers; to be delivered before anything
   *     else
   */
  List<Publication> goLive(@Nullable Position position) {
    List<Publication> waiting = held == null ? List.of() : held;
    held = null;
    after = position;
    return position == null ? waiting : unheard(position, waiting);
  }

  private void hold(Encoded batch, int bound) {
    List<Publication> waiting = held;
    if (waiting == null) {
      return;
    }
    if (waiting.size() + batch.count() > bound) {
      subscriber.overrun(this);
      return;
    }
    for (int i = 0; i < batch.count(); i++) {
      waiting.add(batch.publication(i));
    }
  }

  /** What was read may overlap with the first batches after it. */
  private boolean deliverAfter(Position heard, Encoded batch) {
    List<Publication> all = batch.publications();
    int covered = lastCovered(heard, all);
    if (all.subList(covered + 1, all.size()).stream().anyMatch(Subscription::isPlaced)) {
      after = null;
    }
    if (all.subList(0, covered + 1).stream().allMatch(Subscription::isPlaced)) {
      boolean some = covered + 1 < all.size();
      if (some) {
        subscriber.deliver(this, batch, covered + 1);
      }
      return some;
    }
    // Something that history does not keep stands before what was read: rare, so encoded for one.
    Encoded rest = Encoded.of(wire, channel, unheard(heard, all));
    try {
      subscriber.deliver(this, rest, 0);
    } finally {
      rest.release();
    }
    return true;
  }

  /** Without what was read, or is older than what was read. */
  private static List<Publication> unheard(Position heard, List<Publication> publications) {
    int covered = lastCovered(heard, publications);
    var rest = new ArrayList<Publication>(publications.size());
    for (int i = 0; i < publications.size(); i++) {
      Publication publication = publications.get(i);
      if (i > covered || !isPlaced(publication)) {
        rest.add(publication);
      }
    }
    return rest;
  }

  /**
   * The last that a position covers, -1 when none: what stands before it in order is covered too.
   */
  private static int lastCovered(Position position, List<Publication> publications) {
    int i = publications.size() - 1;
    while (i >= 0 && !covers(position, publications.get(i))) {
      i--;
    }
    return i;
  }

  /**
   * A publication of another epoch is later by definition: epochs only ever move on. That something
   * was lost is covered by what was read after the loss.
   */
  private static boolean covers(Position position, Publication publication) {
    return publication.offset() <= position.offset()
        && isPlaced(publication)
        && publication.epoch().equals(position.epoch());
  }

  /** Whether it stands at a place in history, so that reading may have gone beyond it. */
  private static boolean isPlaced(Publication publication) {
    return publication.hasPosition() || publication.notice() == Notice.LOST;
  }
}
