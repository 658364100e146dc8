package dev.freshet.net.pusher;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code info} may ask of a channel. */
enum Attribute {
  /** How many members a presence channel has. */
  USER_COUNT,
  /** How many connections are subscribed. */
  SUBSCRIPTION_COUNT,
  /** What a cache channel keeps. */
  CACHE;

  /** What it is called on the wire. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list with commas.
   *
   * @param info null for an empty list
   * @param allowed those that may be asked for here
   * @throws Refused with {@link Problem#BAD_REQUEST} for any other
   */
  static Set<Attribute> read(@Nullable String info, Set<Attribute> allowed) {
    var asked = EnumSet.noneOf(Attribute.class);
    if (info == null || info.isEmpty()) {
      return asked;
    }
    for (String word : info.split(",", -1)) {
      asked.add(find(word.strip(), allowed));
    }
    return asked;
  }

  private static Attribute find(String word, Set<Attribute> allowed) {
    for (Attribute attribute : allowed) {
      if (attribute.word().equals(word)) {
        return attribute;
      }
    }
    var words = allowed.stream().map(Attribute::word).sorted().toList();
    throw new Refused(
        Problem.BAD_REQUEST, "info may ask for " + String.join(", ", words) + " here");
  }
}
