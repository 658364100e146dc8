package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * One way publications look on a socket: framing and format together. A wire is a constant compared
 * by identity: all subscribers of a channel on one event loop that have the same wire are written
 * the same bytes, encoded once.
 *
 * <p>Implementations keep no state between calls but per-thread scratch space, and may be used from
 * any thread.
 */
public interface Wire {

  /** A short stable name for metrics and the console, such as {@code ws} or {@code sse}. */
  String name();

  /**
   * Appends one publication, framed, so that several written one after the other are a valid
   * stream.
   *
   * @param out grows as needed; stays the caller's
   */
  void encode(ByteBuf out, ChannelName channel, Publication publication);

  /** Whether {@link #encode} is asked for notices too; when false they are nothing to this wire. */
  default boolean takesNotices() {
    return false;
  }

  /**
   * Whether the session writes a prefix of its own before each publication, such as the position of
   * all channels of the connection. When false a whole batch goes out as one slice.
   */
  default boolean wantsPrefix() {
    return false;
  }

  /**
   * Appends the prefix of one publication, when {@link #wantsPrefix}.
   *
   * @param out grows as needed; stays the caller's
   * @param positions where the client stands after the publication in each channel of its
   *     connection, in the order it asked for them
   */
  default void prefix(ByteBuf out, List<Position> positions) {}
}
