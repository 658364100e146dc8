package dev.freshet.hub;

import dev.freshet.wire.Wire;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one channel on one loop that have the same wire, in an array that joins and
 * leaves in constant time.
 *
 * <p>A delivery walks the array downwards and may be interrupted between two subscriptions: those
 * below {@code pending} are still to come. A subscription that joins meanwhile stands above it and
 * is not visited; one that leaves is replaced so that nobody is visited twice or not at all.
 */
final class Group {
  private static final int FIRST_CAPACITY = 2;

  final Fanout fanout;
  final Wire wire;
  private @Nullable Subscription[] members = new @Nullable Subscription[FIRST_CAPACITY];
  private int size;
  private int pending;

  Group(Fanout fanout, Wire wire) {
    this.fanout = fanout;
    this.wire = wire;
  }

  int size() {
    return size;
  }

  void add(Subscription subscription) {
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    place(subscription, size++);
    subscription.group = this;
  }

  void remove(Subscription subscription) {
    int hole = subscription.index;
    if (hole < pending) {
      // The last of those still to come fills the hole, and its own place is then filled below.
      pending--;
      move(pending, hole);
      hole = pending;
    }
    size--;
    move(size, hole);
    members[size] = null;
    subscription.group = null;
    if (members.length > FIRST_CAPACITY && size < members.length / 4) {
      members = Arrays.copyOf(members, members.length / 2);
    }
  }

  /** Starts a delivery to everybody who is here now. */
  void begin() {
    pending = size;
  }

  /** The next subscription of the delivery, or null at its end. */
  @Nullable Subscription next() {
    return pending == 0 ? null : members[--pending];
  }

  /** Adds subscribers to a list until it has so many. */
  void addTo(List<Subscriber> list, int limit) {
    for (int i = 0; i < size && list.size() < limit; i++) {
      Subscription member = members[i];
      if (member != null) {
        list.add(member.subscriber());
      }
    }
  }

  private void move(int from, int to) {
    Subscription moved = members[from];
    if (from != to && moved != null) {
      place(moved, to);
    }
  }

  private void place(Subscription subscription, int index) {
    members[index] = subscription;
    subscription.index = index;
  }
}
