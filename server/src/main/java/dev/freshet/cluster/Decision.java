package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened once in all of the cluster, whichever node saw it.
 *
 * @param id the same however often and by whichever node it is told; letters, digits and {@code -}
 * @param kind what happened
 * @param channel where
 * @param user the member who came or went; null otherwise
 * @param time when it was decided, milliseconds since 1970
 */
public record Decision(
    String id, Kind kind, ChannelName channel, @Nullable String user, long time) {

  /** What can happen. */
  public enum Kind {
    /** The channel has its first subscriber. */
    OCCUPIED,
    /** The channel has no subscriber any more, and had none for a while. */
    VACATED,
    /** A member came with their first connection. */
    JOINED,
    /** A member went with their last connection, and did not come back for a while. */
    LEFT
  }
}
