package dev.freshet.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a channel's history: everything up to and including {@code offset} has been heard.
 *
 * @param epoch names one life of the channel's history; offsets of different epochs cannot be
 *     compared. 1 to 16 characters of {@code A-Z a-z 0-9 _ -}
 * @param offset 0 before the first publication of the epoch, then 1, 2, 3 …
 */
public record Position(String epoch, long offset) {

  /** Asks for everything that is kept; never written by a server. */
  public static final Position EARLIEST = new Position("", 0);

  /** What {@link #EARLIEST} is called in URLs. */
  public static final String EARLIEST_TEXT = "earliest";

  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,16}):([0-9]{1,18})");

  /** Reads {@code epoch:offset} or {@code earliest}; null when the text is neither. */
  public static @Nullable Position parse(String text) {
    if (text.equals(EARLIEST_TEXT)) {
      return EARLIEST;
    }
    var match = FORM.matcher(text);
    return match.matches() ? new Position(match.group(1), Long.parseLong(match.group(2))) : null;
  }

  /** The form that {@link #parse} reads, used as the {@code id} of Server-Sent Events. */
  @Override
  public String toString() {
    return epoch.isEmpty() ? EARLIEST_TEXT : epoch + ":" + offset;
  }
}
