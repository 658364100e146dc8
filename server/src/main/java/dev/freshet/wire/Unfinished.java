package dev.freshet.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FrameReader} keeps while a header, a frame or a fragmented message is incomplete. A
 * buffer is never larger than about twice what has really come: a length that is only announced
 * costs nothing.
 */
final class Unfinished {
  /** The header's bytes so far; empty when none is incomplete. */
  final ByteBuf header = Unpooled.buffer(FrameHeader.MAX_LENGTH, FrameHeader.MAX_LENGTH);

  /** The first byte of the frame whose payload was last taken from. */
  int frame;

  /** How many bytes of that payload are still to come. */
  int remaining;

  /** The first byte of the incomplete message's first frame; 0 when there is no such message. */
  int first;

  /** Where checking the incomplete message's text stands. */
  int utf8;

  private int mask;
  private @Nullable ByteBuf message;
  private @Nullable ByteBuf control;

  /** Begins a frame of which a payload of this length is to come. */
  void begin(int firstByte, int maskingKey, int length) {
    frame = firstByte;
    mask = maskingKey;
    remaining = length;
    if (!FrameHeader.isControl(firstByte)
        && FrameHeader.opcode(firstByte) != FrameWriter.CONTINUATION) {
      first = firstByte;
    }
  }

  /**
   * Takes what there is of the frame's payload and unmasks it.
   *
   * @return false when it shows that the message is not UTF-8 though it should be
   */
  boolean take(ByteBuf in) {
    int length = Math.min(remaining, in.readableBytes());
    ByteBuf to = target(in, length);
    int index = to.writerIndex();
    to.writeBytes(in, length);
    FrameHeader.unmask(to, index, length, mask);
    mask = Integer.rotateLeft(mask, length << 3);
    remaining -= length;
    if (!FrameHeader.isControl(frame) && FrameHeader.isPlainText(first)) {
      utf8 = Utf8.update(utf8, to, index, length);
    }
    return utf8 != Utf8.INVALID;
  }

  private ByteBuf target(ByteBuf in, int length) {
    boolean isControl = FrameHeader.isControl(frame);
    ByteBuf to = isControl ? control : message;
    if (to == null) {
      to = in.alloc().buffer(length);
      if (isControl) {
        control = to;
      } else {
        message = to;
      }
    }
    return to;
  }

  /** The bytes of the incomplete message so far. */
  int messageSize() {
    return message == null ? 0 : message.readableBytes();
  }

  /** Gives the message away; the caller releases it. */
  ByteBuf detachMessage() {
    ByteBuf whole = message;
    message = null;
    first = 0;
    utf8 = Utf8.COMPLETE;
    return whole == null ? Unpooled.EMPTY_BUFFER : whole;
  }

  /** Gives the control frame's payload away; the caller releases it. */
  ByteBuf detachControl() {
    ByteBuf whole = control;
    control = null;
    return whole == null ? Unpooled.EMPTY_BUFFER : whole;
  }

  /** Whether nothing is incomplete. */
  boolean isSettled() {
    return first == 0 && remaining == 0 && !header.isReadable();
  }

  /** Lets go of all buffers. */
  void release() {
    header.release();
    detachMessage().release();
    detachControl().release();
  }
}
