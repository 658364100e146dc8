package dev.freshet.it.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one follower heard of one channel, in its order. With positions each must follow the one
 * before, unless the follower was told that the past is gone; without, nothing may come twice or
 * before what it heard already. Used by one thread at a time.
 */
final class Trail {

  /** One publication as it was heard. Without history, epoch is empty and offset 0. */
  record Heard(long millis, String body, String epoch, long offset) {
    String position() {
      return epoch + ":" + offset;
    }
  }

  /** From when to when the follower was cut off, in milliseconds since 1970. */
  record Away(long from, long to) {
    boolean covers(long millis, long margin) {
      return from - margin <= millis && millis <= to + margin;
    }
  }

  final String follower;
  final String channel;
  private final List<Heard> heard = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<String> places = new HashSet<>();
  private String epoch = "";
  private long offset = -1;
  private int resets;
  private int confirmations;

  Trail(String follower, String channel) {
    this.follower = follower;
    this.channel = channel;
  }

  /** It was told where it stands; after the first time that must be where it stood. */
  void at(String toldEpoch, long toldOffset) {
    confirmations++;
    if (offset >= 0 && !isAt(toldEpoch, toldOffset)) {
      fault("resumed at " + toldEpoch + ":" + toldOffset);
    }
    epoch = toldEpoch;
    offset = toldOffset;
  }

  /** It was told that the past is gone, and where it stands now. */
  void reset(String toldEpoch, long toldOffset) {
    resets++;
    epoch = toldEpoch;
    offset = toldOffset;
  }

  void hear(Heard publication) {
    if (!publication.epoch().isEmpty()) {
      if (offset >= 0 && !isNext(publication)) {
        fault("heard " + publication.position());
      }
      if (!places.add(publication.position())) {
        fault("heard twice " + publication.position());
      }
      epoch = publication.epoch();
      offset = publication.offset();
    }
    heard.add(publication);
  }

  /** Whether it has come to this position, {@code epoch:offset}. */
  boolean isAt(String position) {
    return (epoch + ":" + offset).equals(position);
  }

  private boolean isNext(Heard publication) {
    return publication.epoch().equals(epoch) && publication.offset() == offset + 1;
  }

  private boolean isAt(String otherEpoch, long otherOffset) {
    return epoch.equals(otherEpoch) && offset == otherOffset;
  }

  String position() {
    return offset < 0 ? "nowhere" : epoch + ":" + offset;
  }

  List<Heard> heard() {
    return heard;
  }

  /** How often it was told that the past is gone. */
  int resets() {
    return resets;
  }

  int confirmations() {
    return confirmations;
  }

  /** What was not in order, each in words. */
  List<String> faults() {
    return faults;
  }

  private void fault(String what) {
    faults.add(this + " at " + position() + ": " + what);
  }

  @Override
  public String toString() {
    return follower + " on " + channel;
  }
}
