package dev.freshet.hub;

import dev.freshet.model.ChannelName;
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

  /** Publications up to here were read from history; null once one beyond it was delivered. */
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
    int first = after == null ? 0 : firstUnheard(batch, after);
    if (first == batch.count()) {
      return false;
    }
    after = null;
    subscriber.deliver(this, batch, first);
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
    if (position == null || waiting.isEmpty()) {
      return waiting;
    }
    var rest = new ArrayList<Publication>(waiting.size());
    for (Publication publication : waiting) {
      if (!covers(position, publication)) {
        rest.add(publication);
      }
    }
    return rest;
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

  private static int firstUnheard(Encoded batch, Position after) {
    int i = 0;
    while (i < batch.count() && covers(after, batch.publication(i))) {
      i++;
    }
    return i;
  }

  /** A publication of another epoch is later by definition: epochs only ever move on. */
  private static boolean covers(Position position, Publication publication) {
    return publication.offset() <= position.offset()
        && publication.hasPosition()
        && publication.epoch().equals(position.epoch());
  }
}
