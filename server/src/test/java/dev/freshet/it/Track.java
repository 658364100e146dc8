package dev.freshet.it;

import java.util.ArrayList;
import java.util.List;

/**
 * What one subscriber heard of one channel, checked as it comes: each offset follows the one
 * before, unless the subscriber was told that the past is gone. Used by one thread at a time.
 */
final class Track {

  /** A publication that was heard. */
  record Heard(String epoch, long offset, String data, long time) {
    static Heard of(Parsed envelope) {
      return new Heard(
          envelope.text("epoch"),
          envelope.number("offset"),
          envelope.text("data"),
          envelope.has("time") ? envelope.number("time") : 0);
    }
  }

  /**
   * What was told of a past that is gone.
   *
   * @param from where the subscriber stood
   * @param to where it was told to go on
   * @param millis when, since 1970
   */
  record Gone(String from, String to, long millis) {}

  final String channel;
  final List<Heard> heard = new ArrayList<>();
  final List<Gone> gone = new ArrayList<>();
  private String position = "";

  Track(String channel) {
    this.channel = channel;
  }

  /** {@code epoch:offset}; empty before the first confirmation. */
  String position() {
    return position;
  }

  /** A confirmation: nothing may have moved. */
  void stands(String told) {
    if (position.isEmpty()) {
      position = told;
    }
    require(position.equals(told), "resumed at " + told);
  }

  void reset(String to) {
    gone.add(new Gone(position, to, System.currentTimeMillis()));
    position = to;
  }

  void hear(Heard publication) {
    String expected = position.isEmpty() ? "a confirmation" : next(position);
    String place = publication.epoch() + ":" + publication.offset();
    require(expected.equals(place), "heard " + place + ", expected " + expected);
    heard.add(publication);
    position = place;
  }

  static long offset(String position) {
    return Long.parseLong(position.substring(position.indexOf(':') + 1));
  }

  private static String next(String position) {
    return position.substring(0, position.indexOf(':') + 1) + (offset(position) + 1);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(channel + " at " + position + ": " + what);
    }
  }
}
