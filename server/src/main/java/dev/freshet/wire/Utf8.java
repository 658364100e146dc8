package dev.freshet.wire;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 to the letter of RFC 3629 section 4: no overlong form, no surrogate, nothing above
 * U+10FFFF. A text may come in pieces; between them one int says where in a character it broke off.
 * The first byte that no continuation can save is the one that is refused.
 *
 * <p>A state inside a character holds how many bytes are missing (bits 16 and up) and the lowest
 * and highest value the next byte may have (bits 8 to 15 and 0 to 7).
 */
public final class Utf8 {

  /** The state before the first byte, and after every whole character. */
  public static final int COMPLETE = 0;

  /** The state after a byte that cannot be part of any text; it is never left. */
  public static final int INVALID = -1;

  private static final int CONTINUATION = 0x80BF;
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Utf8() {}

  /**
   * Reads on.
   *
   * @param state {@link #COMPLETE}, or what the call on the piece before returned
   * @param in not changed, its indexes neither
   * @param index where the piece begins
   * @param length of the piece in bytes
   * @return {@link #COMPLETE} when the text may end here, {@link #INVALID} when it is broken,
   *     anything else inside a character
   */
  public static int update(int state, ByteBuf in, int index, int length) {
    int end = index + length;
    int now = state;
    for (int i = index; i < end && now != INVALID; ) {
      if (now == COMPLETE && end - i >= Long.BYTES && (in.getLong(i) & NOT_ASCII) == 0) {
        i += Long.BYTES;
      } else {
        now = next(now, in.getByte(i++) & 0xFF);
      }
    }
    return now;
  }

  /** Whether the readable bytes are a whole text; the buffer is not changed. */
  public static boolean isValid(ByteBuf in) {
    return update(COMPLETE, in, in.readerIndex(), in.readableBytes()) == COMPLETE;
  }

  /** Whether the bytes are a whole text. */
  public static boolean isValid(byte[] bytes) {
    int state = COMPLETE;
    int end = bytes.length;
    for (int i = 0; i < end && state != INVALID; ) {
      if (state == COMPLETE
          && end - i >= Long.BYTES
          && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
        i += Long.BYTES;
      } else {
        state = next(state, bytes[i++] & 0xFF);
      }
    }
    return state == COMPLETE;
  }

  private static int next(int state, int b) {
    if (state == COMPLETE) {
      return b < 0x80 ? COMPLETE : lead(b);
    }
    if (state == INVALID || b < (state >> 8 & 0xFF) || b > (state & 0xFF)) {
      return INVALID;
    }
    int missing = (state >> 16) - 1;
    return missing == 0 ? COMPLETE : missing << 16 | CONTINUATION;
  }

  /** The first byte of a character of two to four bytes: the table of RFC 3629 section 4. */
  private static int lead(int b) {
    if (b < 0xC2 || b > 0xF4) {
      return INVALID;
    }
    if (b < 0xE0) {
      return 1 << 16 | CONTINUATION;
    }
    return switch (b) {
      case 0xE0 -> 2 << 16 | 0xA0BF;
      case 0xED -> 2 << 16 | 0x809F;
      case 0xF0 -> 3 << 16 | 0x90BF;
      case 0xF4 -> 3 << 16 | 0x808F;
      default -> (b < 0xF0 ? 2 : 3) << 16 | CONTINUATION;
    };
  }
}
