package dev.freshet.redis.state;

import dev.freshet.model.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node has of one bucket. Guarded by the lock of its {@link Share}. */
final class Holdings {
  private final Map<ChannelName, Tally> tallies = new HashMap<>();
  private final Map<Seat, Seating> seatings = new HashMap<>();

  /** A connection on a channel. */
  private record Seat(ChannelName channel, String connection) {}

  /** How many subscribers of a channel, made if need be. */
  Tally tally(ChannelName channel) {
    return tallies.computeIfAbsent(channel, Tally::new);
  }

  /** As whom a connection is on a channel, made if need be. */
  Seating seating(ChannelName channel, String connection) {
    return seating(new Seat(channel, connection));
  }

  private Seating seating(Seat at) {
    return seatings.computeIfAbsent(at, seat -> new Seating(seat.channel(), seat.connection()));
  }

  /** As whom a connection is on a channel; null when it was never there. */
  @Nullable Seating find(ChannelName channel, String connection) {
    return seatings.get(new Seat(channel, connection));
  }

  void remove(Change change) {
    switch (change) {
      case Tally tally -> tallies.remove(tally.channel());
      case Seating seating -> seatings.remove(new Seat(seating.channel(), seating.connection()));
    }
  }

  List<Change> all() {
    var all = new ArrayList<Change>(tallies.size() + seatings.size());
    all.addAll(tallies.values());
    all.addAll(seatings.values());
    return all;
  }

  /** This is how many subscribers of this node Redis has: names and counts in turn. */
  void readTallies(List<Object> flat) {
    var found = new HashMap<ChannelName, Integer>();
    for (int i = 0; i < flat.size(); i += 2) {
      String count = Words.text(flat.get(i + 1));
      ChannelName channel = Words.channel(Words.text(flat.get(i)));
      found.put(channel, Integer.parseInt(count.substring(0, count.length() - 1)));
    }
    found.keySet().forEach(this::tally);
    tallies.forEach((channel, tally) -> tally.read(found.getOrDefault(channel, 0)));
  }

  /** These are the seats of this node that Redis has: seats and members in turn. */
  void readSeats(List<Object> flat) {
    var found = new HashMap<Seat, String>();
    for (int i = 0; i < flat.size(); i += 2) {
      String seat = Words.text(flat.get(i));
      int split = seat.indexOf('\0');
      String member = Words.text(flat.get(i + 1)).substring(1);
      found.put(
          new Seat(Words.channel(seat.substring(split + 1)), seat.substring(0, split)), member);
    }
    found.keySet().forEach(this::seating);
    seatings.forEach((seat, seating) -> seating.read(found.get(seat)));
  }
}
