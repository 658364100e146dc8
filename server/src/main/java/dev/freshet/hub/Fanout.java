package dev.freshet.hub;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel on one loop: its subscriptions by wire, and what waits for them. Nearly every channel
 * has one wire, so the groups are a short list.
 *
 * <p>A delivery works through what {@link #begin} found waiting: for each group, for each chunk of
 * publications, encode once and hand the bytes to every member. {@link #advance} stops when its
 * budget is spent and goes on from there.
 */
final class Fanout {
  final ChannelName channel;

  /** Whether clients hear it: what a node says to itself to probe its ways is in no figure. */
  final boolean isCounted;

  private final List<Group> groups = new ArrayList<>(1);
  private @Nullable List<Publication> waiting;
  private List<Publication> batch = List.of();
  private int subscribers;

  /** Whether a round has it, so that it may not be forgotten yet. */
  boolean inRound;

  private int groupIndex;
  private int chunkStart;
  private @Nullable Encoded chunk;

  Fanout(ChannelName channel) {
    this.channel = channel;
    this.isCounted = !channel.isOfNode();
  }

  void add(Subscription subscription) {
    group(subscription.wire()).add(subscription);
    subscribers++;
  }

  void remove(Subscription subscription, Group group) {
    group.remove(subscription);
    subscribers--;
  }

  int subscribers() {
    return subscribers;
  }

  /** Some subscribers. */
  List<Subscriber> some(int limit) {
    var some = new ArrayList<Subscriber>();
    for (Group group : groups) {
      group.addTo(some, limit);
    }
    return some;
  }

  /** Adds a publication; whether it is the first that waits. */
  boolean offer(Publication publication) {
    if (waiting == null) {
      waiting = new ArrayList<>();
      waiting.add(publication);
      return true;
    }
    waiting.add(publication);
    return false;
  }

  /**
   * Starts to deliver what waits.
   *
   * @param most how many publications at most; the others wait on, so that no channel keeps the
   *     rest of its loop waiting for more than that
   * @return what is delivered
   */
  List<Publication> begin(int most) {
    List<Publication> all = waiting == null ? List.of() : waiting;
    if (all.size() <= most) {
      batch = all;
      waiting = null;
    } else {
      List<Publication> first = all.subList(0, most);
      batch = List.copyOf(first);
      first.clear();
    }
    groupIndex = 0;
    chunkStart = 0;
    return batch;
  }

  /** Whether there is something that {@link #begin} left. */
  boolean isWaiting() {
    return waiting != null;
  }

  /**
   * Delivers to at most {@code budget} subscriptions.
   *
   * @return what is left of the budget; above 0 only when the delivery is complete
   */
  int advance(int budget, Round round) {
    while (groupIndex < groups.size()) {
      Group group = groups.get(groupIndex);
      while (chunkStart < batch.size() && (chunk != null || group.size() > 0)) {
        Encoded encoded = chunk == null ? start(group, round) : chunk;
        if (encoded == null) {
          break;
        }
        if (encoded.isForAnybody()) {
          budget = deliver(group, encoded, budget, round);
        }
        if (budget == 0) {
          return 0;
        }
        chunkStart += encoded.count();
        chunk = null;
        encoded.release();
      }
      chunkStart = 0;
      groupIndex++;
    }
    batch = List.of();
    return budget;
  }

  /**
   * Gives back what an unfinished delivery holds.
   *
   * @return what waited and is given up
   */
  List<Publication> release() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
    batch = List.of();
    List<Publication> givenUp = waiting == null ? List.of() : waiting;
    waiting = null;
    return givenUp;
  }

  /** Encodes the next chunk; null when that failed, the group's subscribers being ended then. */
  private @Nullable Encoded start(Group group, Round round) {
    int end = Math.min(chunkStart + round.batchMax(), batch.size());
    List<Publication> part = batch.subList(chunkStart, end);
    try {
      chunk = Encoded.of(group.wire, channel, part);
    } catch (RuntimeException | Error e) {
      round.failed(e);
      endAll(group, round);
      return null;
    }
    if (chunk.encodings() > 0 && isCounted) {
      round.encoded(chunk.encodings());
    }
    if (chunk.isForAnybody()) {
      group.begin();
    }
    return chunk;
  }

  private static void endAll(Group group, Round round) {
    group.begin();
    for (Subscription s = group.next(); s != null; s = group.next()) {
      round.end(s);
    }
  }

  private static int deliver(Group group, Encoded encoded, int budget, Round round) {
    while (budget > 0) {
      Subscription subscription = group.next();
      if (subscription == null) {
        return budget;
      }
      round.deliver(subscription, encoded);
      budget--;
    }
    return 0;
  }

  private Group group(Wire wire) {
    for (Group group : groups) {
      if (group.wire.equals(wire)) {
        return group;
      }
    }
    var group = new Group(this, wire);
    groups.add(group);
    return group;
  }
}
