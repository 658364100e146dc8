package dev.freshet.wire.pusher;

import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Pusher's protocol, versions 5 to 7, with or without permessage-deflate (RFC 7692) of what is
 * published. Heartbeats are ping frames, for not every client answers {@code pusher:ping}.
 */
public final class PusherDialect implements Dialect {
  private static final PusherDialect PLAIN = new PusherDialect(false);
  private static final PusherDialect DEFLATE = new PusherDialect(true);

  /** Close codes that clients know what to do about, and that an error event tells first. */
  private static final int FIRST_TOLD = 4000;

  private static final int LAST_TOLD = 4299;

  private final Wire wire;

  private PusherDialect(boolean deflate) {
    this.wire = new PusherWire(deflate);
  }

  /** The one instance of this kind. */
  public static PusherDialect of(boolean deflate) {
    return deflate ? DEFLATE : PLAIN;
  }

  /**
   * Appends what a client is told that gets no conversation: {@code pusher:error} and a close
   * frame.
   *
   * @param out grows as needed; stays the caller's
   * @param code 4000 to 4299; clients come back at once from 4200, after a pause from 4100, and not
   *     by themselves below
   * @param message for people; the close frame has its first 123 bytes
   */
  public static void refusal(ByteBuf out, int code, String message) {
    FrameWriter.text(out, ServerFrame.error(code, message));
    FrameWriter.close(out, code, message);
  }

  @Override
  public String name() {
    return "pusher";
  }

  @Override
  public Wire wire() {
    return wire;
  }

  /** A binary frame is malformed like any other; the client is told. */
  @Override
  public Command decode(ByteBuf payload, boolean text) {
    return text
        ? ClientFrame.read(ByteBufUtil.getBytes(payload))
        : new Command.Malformed(Problem.BAD_REQUEST, "send text frames");
  }

  @Override
  public void encode(ByteBuf out, Signal signal) {
    byte[] frame = Told.frame(signal);
    if (frame != null) {
      FrameWriter.text(out, frame);
    }
  }

  @Override
  public void heartbeat(ByteBuf out) {
    FrameWriter.ping(out);
  }

  @Override
  public boolean answersHeartbeat() {
    return true;
  }

  @Override
  public void farewell(ByteBuf out, CloseReason reason) {
    int code = code(reason);
    if (code >= FIRST_TOLD && code <= LAST_TOLD) {
      refusal(out, code, reason.text());
    } else {
      FrameWriter.close(out, code, reason.text());
    }
  }

  /** By when clients should come back: never from 4300 on, which they take for never. */
  static int code(CloseReason reason) {
    return switch (reason) {
      case NORMAL, PROTOCOL_ERROR, UNSUPPORTED_DATA, INVALID_PAYLOAD, MESSAGE_TOO_BIG ->
          reason.code();
      case FORBIDDEN, TOKEN_EXPIRED -> 4009;
      // Who came back to a lone node at once would find nobody listening, and then wait for long.
      case DROPPED, OPERATOR, GOING_AWAY, INTERNAL, OVERLOADED, RATE_LIMITED -> 4100;
      case SLOW_READER, POSITION_GONE, MOVED, MAX_AGE -> 4200;
      case NO_PONG -> 4201;
    };
  }
}
