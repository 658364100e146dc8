package dev.freshet.net.pusher;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.wire.pusher.ChannelKind;

/** How Pusher's channels, events and connections may be called. */
final class Names {

  /** Two numbers of up to 19 digits and a full stop fit well. */
  private static final int SOCKET_ID_MAX = 64;

  private Names() {}

  /**
   * Returns the name when a channel may have it.
   *
   * @throws Refused with {@link Problem#BAD_CHANNEL}
   */
  static String channel(String name, ClientLimits limits) {
    int limit = Math.min(limits.channelNameLength(), ChannelName.MAX_LENGTH);
    if (name.length() > limit) {
      throw new Refused(
          Problem.BAD_CHANNEL,
          "A channel name has %d characters (at most %d are allowed)"
              .formatted(name.length(), limit));
    }
    boolean valid = !name.isEmpty() && !name.equals(ChannelKind.USER_PREFIX);
    for (int i = name.startsWith(ChannelKind.USER_PREFIX) ? 1 : 0;
        valid && i < name.length();
        i++) {
      valid = isAllowed(name.charAt(i));
    }
    if (!valid) {
      throw new Refused(
          Problem.BAD_CHANNEL,
          "A channel name must have only the characters a-z, A-Z, 0-9 and _ - = @ , . ;");
    }
    return name;
  }

  /**
   * Returns the name when an application may give it to an event.
   *
   * @throws Refused with {@link Problem#BAD_LABEL}
   */
  static String event(String name, ClientLimits limits) {
    int limit = limits.eventNameLength();
    if (name.length() > limit) {
      throw new Refused(
          Problem.BAD_LABEL,
          "The event name has %d characters (at most %d are allowed)"
              .formatted(name.length(), limit));
    }
    if (name.isEmpty() || name.codePoints().anyMatch(Names::isUnprintable)) {
      throw new Refused(
          Problem.BAD_LABEL, "The event name must not be empty or have control characters");
    }
    if (name.startsWith("pusher:") || name.startsWith("pusher_internal:")) {
      throw new Refused(
          Problem.BAD_LABEL, "Event names that begin with pusher: or pusher_internal: are ours");
    }
    return name;
  }

  /**
   * Returns the id when a connection may have it: two numbers around a full stop.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST}
   */
  static String socketId(String id) {
    int dot = id.indexOf('.');
    if (id.length() > SOCKET_ID_MAX
        || !isNumber(id, 0, dot)
        || !isNumber(id, dot + 1, id.length())) {
      throw new Refused(Problem.BAD_REQUEST, "socket_id must be two numbers around a full stop");
    }
    return id;
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  /** A line break in it would end the field of a Server-Sent Event. */
  private static boolean isUnprintable(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_-=@,.;".indexOf(c) >= 0;
  }
}
