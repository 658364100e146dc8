package dev.freshet.wire;

import dev.freshet.model.CloseReason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of client converses. Pure and shared by all its connections: anything a conversation
 * must remember is the session's.
 */
public interface Dialect {

  /** A short stable name for metrics and the console. */
  String name();

  /** How publications look to this client. */
  Wire wire();

  /**
   * Reads one message of a client.
   *
   * @param payload the whole message, unmasked and put together; stays the caller's, valid during
   *     the call only
   * @param text whether it came in a text frame, and so is valid UTF-8
   */
  Command decode(ByteBuf payload, boolean text);

  /**
   * Appends a signal, framed; appends nothing when this client has no way to be told.
   *
   * @param out grows as needed; stays the caller's
   */
  void encode(ByteBuf out, Signal signal);

  /**
   * Appends what keeps an idle connection known to be alive: a ping frame, a comment.
   *
   * @param out grows as needed; stays the caller's
   */
  void heartbeat(ByteBuf out);

  /** Whether clients answer {@link #heartbeat}, so that silence means a dead peer. */
  boolean answersHeartbeat();

  /**
   * As {@link #farewell(ByteBuf, CloseReason)}, with something else before.
   *
   * @param last null for nothing
   */
  default void farewell(ByteBuf out, @Nullable Signal last, CloseReason reason) {
    if (last != null) {
      encode(out, last);
    }
    farewell(out, reason);
  }

  /**
   * Appends the last words of a connection; the socket is closed once they are written.
   *
   * @param out grows as needed; stays the caller's
   */
  void farewell(ByteBuf out, CloseReason reason);
}
