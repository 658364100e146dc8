package dev.freshet.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the frames a server sends (RFC 6455 section 5): unmasked, never fragmented. Buffers given
 * in grow as needed and stay the caller's.
 */
public final class FrameWriter {
  /** Opcode of a fragment that is not a message's first. */
  public static final int CONTINUATION = 0x0;

  /** Opcode of a message of UTF-8. */
  public static final int TEXT = 0x1;

  /** Opcode of a message of any bytes. */
  public static final int BINARY = 0x2;

  /** Opcode of the last frame of a direction. */
  public static final int CLOSE = 0x8;

  /** Opcode of a frame that asks for a {@link #PONG}. */
  public static final int PING = 0x9;

  /** Opcode of the answer to a {@link #PING}. */
  public static final int PONG = 0xA;

  /** The most bytes a control frame may carry. */
  public static final int MAX_CONTROL = 125;

  /** The code that stands for a close frame without one; it is never on the wire. */
  public static final int NO_CODE = 1005;

  /** The most bytes of a header written here: two, and eight of length. */
  public static final int MAX_HEADER = 10;

  private static final int MAX_REASON = MAX_CONTROL - Short.BYTES;

  private FrameWriter() {}

  /**
   * Appends the header of a whole message or control frame.
   *
   * @param opcode one of the constants here
   * @param rsv1 whether the payload is compressed (RFC 7692 section 6)
   * @param length of the payload that is to follow, in bytes
   */
  public static void header(ByteBuf out, int opcode, boolean rsv1, int length) {
    int first = 0x80 | (rsv1 ? 0x40 : 0) | opcode;
    if (length <= MAX_CONTROL) {
      out.writeShort(first << 8 | length);
    } else if (length <= 0xFFFF) {
      out.writeInt(first << 24 | 126 << 16 | length);
    } else {
      out.writeShort(first << 8 | 127);
      out.writeLong(length);
    }
  }

  /**
   * Appends a text message.
   *
   * @param payload valid UTF-8
   */
  public static void text(ByteBuf out, byte[] payload) {
    message(out, TEXT, payload);
  }

  /** Appends a binary message. */
  public static void binary(ByteBuf out, byte[] payload) {
    message(out, BINARY, payload);
  }

  private static void message(ByteBuf out, int opcode, byte[] payload) {
    out.ensureWritable(MAX_HEADER + payload.length);
    header(out, opcode, false, payload.length);
    out.writeBytes(payload);
  }

  /** Appends a ping without payload. */
  public static void ping(ByteBuf out) {
    header(out, PING, false, 0);
  }

  /**
   * Appends the answer to a ping.
   *
   * @param payload what the ping carried, at most {@value #MAX_CONTROL} bytes; not consumed
   */
  public static void pong(ByteBuf out, ByteBuf payload) {
    int length = payload.readableBytes();
    header(out, PONG, false, length);
    out.writeBytes(payload, payload.readerIndex(), length);
  }

  /**
   * Appends a close frame.
   *
   * @param code one that may be sent (RFC 6455 section 7.4); {@value #NO_CODE} for a frame with
   *     neither code nor reason
   * @param reason cut at a whole character to the 123 bytes there is room for
   */
  public static void close(ByteBuf out, int code, String reason) {
    if (code == NO_CODE) {
      header(out, CLOSE, false, 0);
      return;
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = text.length;
    if (length > MAX_REASON) {
      length = MAX_REASON;
      while ((text[length] & 0xC0) == 0x80) {
        length--;
      }
    }
    header(out, CLOSE, false, Short.BYTES + length);
    out.writeShort(code);
    out.writeBytes(text, 0, length);
  }
}
