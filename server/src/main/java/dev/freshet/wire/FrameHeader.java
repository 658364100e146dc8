package dev.freshet.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The header of a frame that a client sends: RFC 6455 section 5.2. */
final class FrameHeader {
  /** The longest header: two bytes, eight of length, four of mask. */
  static final int MAX_LENGTH = 14;

  /** What {@link #readPayloadLength} returns for a length a shorter form would have held. */
  static final long NOT_MINIMAL = -1;

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV2_AND_3 = 0x30;
  private static final int OPCODE = 0x0F;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;

  private FrameHeader() {}

  static boolean isFinal(int first) {
    return (first & FIN) != 0;
  }

  static boolean isControl(int first) {
    return (first & CONTROL) != 0;
  }

  /** Whether the message this first byte begins is compressed. */
  static boolean isCompressed(int first) {
    return (first & RSV1) != 0;
  }

  static boolean isPlainText(int first) {
    return (first & (RSV1 | OPCODE)) == FrameWriter.TEXT;
  }

  static int opcode(int first) {
    return first & OPCODE;
  }

  /**
   * The rule that the first two bytes break, or null.
   *
   * @param deflate whether RSV1 may mark a compressed message
   * @param inMessage whether a fragmented message is incomplete
   */
  static @Nullable String fault(int first, int second, boolean deflate, boolean inMessage) {
    int opcode = first & OPCODE;
    if ((first & RSV2_AND_3) != 0 || (isCompressed(first) && !deflate)) {
      return "reserved bit set";
    }
    if ((opcode > FrameWriter.BINARY && opcode < FrameWriter.CLOSE) || opcode > FrameWriter.PONG) {
      return "unknown opcode";
    }
    if ((second & MASKED) == 0) {
      return "frame not masked";
    }
    if (isCompressed(first) && (isControl(first) || opcode == FrameWriter.CONTINUATION)) {
      return "compression marked on other than a message's first frame";
    }
    if (isControl(first)) {
      return controlFault(first, second);
    }
    if (opcode == FrameWriter.CONTINUATION) {
      return inMessage ? null : "continuation of nothing";
    }
    return inMessage ? "message begun within another" : null;
  }

  private static @Nullable String controlFault(int first, int second) {
    if (!isFinal(first)) {
      return "fragmented control frame";
    }
    return (second & LENGTH) > FrameWriter.MAX_CONTROL
        ? "control frame longer than 125 bytes"
        : null;
  }

  /** How many bytes the whole header has, by its second byte; the mask is always there. */
  static int length(int second) {
    return switch (second & LENGTH) {
      case 126 -> 8;
      case 127 -> MAX_LENGTH;
      default -> 6;
    };
  }

  /** Reads from the second byte up to the mask; see {@link #NOT_MINIMAL}. */
  static long readPayloadLength(ByteBuf header) {
    int length = header.readUnsignedByte() & LENGTH;
    if (length < 126) {
      return length;
    }
    if (length == 126) {
      int next = header.readUnsignedShort();
      return next < 126 ? NOT_MINIMAL : next;
    }
    long next = header.readLong();
    return next <= 0xFFFF ? NOT_MINIMAL : next; // the top bit must be 0, so none is negative
  }

  /** Whether a close frame may carry this code: RFC 6455 section 7.4 and IANA's additions to it. */
  static boolean mayClose(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /**
   * Takes the mask off in place (section 5.3), eight bytes at a time.
   *
   * @param mask turned so that its highest byte belongs to the first byte here
   */
  static void unmask(ByteBuf in, int index, int length, int mask) {
    int i = index;
    int end = index + length;
    long wide = (mask & 0xFFFF_FFFFL) << 32 | (mask & 0xFFFF_FFFFL);
    for (; end - i >= Long.BYTES; i += Long.BYTES) {
      in.setLong(i, in.getLong(i) ^ wide);
    }
    for (int shift = 24; i < end; i++, shift = shift == 0 ? 24 : shift - 8) {
      in.setByte(i, in.getByte(i) ^ mask >>> shift);
    }
  }
}
