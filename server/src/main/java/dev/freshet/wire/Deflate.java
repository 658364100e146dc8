package dev.freshet.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * permessage-deflate (RFC 7692) without context takeover either way: every message stands alone, so
 * a broadcast is compressed once for everybody, and a thread has one window in place of one a
 * connection.
 */
public final class Deflate {

  /** How inflating a message ended. */
  enum Outcome {
    /** All of it was written. */
    WHOLE,
    /** It has more bytes than allowed. */
    TOO_BIG,
    /** It is not what a compressor makes, or breaks off. */
    BROKEN
  }

  /** Payloads below this many bytes are sent as they are. */
  static final int MIN_BYTES = 64;

  /** The end of a sync flush, which is left out on the wire (section 7.2.1). */
  private static final int TAIL = 4;

  /**
   * The tail, and an empty final block: only when the inflater comes to the end of that did the
   * message end with a whole block.
   */
  private static final byte[] END = {0, 0, -1, -1, 1, 0, 0, -1, -1};

  private static final byte[] NOTHING = {};

  private static final int INFLATE_STEP = 1024;

  private static final FastThreadLocal<Deflater> DEFLATER =
      new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
          return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
          deflater.end();
        }
      };

  private static final FastThreadLocal<Inflater> INFLATER =
      new FastThreadLocal<>() {
        @Override
        protected Inflater initialValue() {
          return new Inflater(true);
        }

        @Override
        protected void onRemoval(Inflater inflater) {
          inflater.end();
        }
      };

  private Deflate() {}

  /**
   * Appends a message, compressed if that makes it smaller.
   *
   * @param out grows as needed; stays the caller's
   * @param opcode {@link FrameWriter#TEXT} or {@link FrameWriter#BINARY}
   */
  public static void frame(ByteBuf out, int opcode, byte[] payload) {
    frame(out, opcode, Unpooled.wrappedBuffer(payload));
  }

  /**
   * Appends a message, compressed if that makes it smaller.
   *
   * @param out grows as needed; stays the caller's
   * @param opcode {@link FrameWriter#TEXT} or {@link FrameWriter#BINARY}
   * @param payload not consumed; stays the caller's
   */
  public static void frame(ByteBuf out, int opcode, ByteBuf payload) {
    int length = payload.readableBytes();
    if (length < MIN_BYTES || !compressed(out, opcode, payload)) {
      FrameWriter.header(out, opcode, false, length);
      out.writeBytes(payload, payload.readerIndex(), length);
    }
  }

  /** Appends the compressed message; false, and nothing appended, when it is not smaller. */
  private static boolean compressed(ByteBuf out, int opcode, ByteBuf payload) {
    int length = payload.readableBytes();
    int room = length + TAIL;
    // The header's size depends on the compressed length, hence the detour.
    ByteBuf scratch = out.alloc().buffer(room, room);
    Deflater deflater = DEFLATER.get();
    try {
      deflater.reset();
      deflater.setInput(payload.nioBuffer());
      int made = deflater.deflate(scratch.nioBuffer(0, room), Deflater.SYNC_FLUSH);
      if (made == room) {
        return false; // full: not smaller, and perhaps not all of it
      }
      FrameWriter.header(out, opcode, true, made - TAIL);
      out.writeBytes(scratch, 0, made - TAIL);
      return true;
    } finally {
      deflater.setInput(NOTHING);
      scratch.release();
    }
  }

  /**
   * Inflates one message's payload (section 7.2.2).
   *
   * @param in the payload without the tail; not consumed; stays the caller's
   * @param out empty; grows as needed up to the bound; stays the caller's; holds the message when
   *     the outcome is {@link Outcome#WHOLE}, and rubbish otherwise
   * @param max the most bytes the message may have
   */
  static Outcome inflate(ByteBuf in, ByteBuf out, int max) {
    Inflater inflater = INFLATER.get();
    try {
      ByteBuffer input = in.nioBuffer();
      inflater.reset();
      inflater.setInput(input);
      boolean ended = false;
      while (out.readableBytes() <= max) {
        if (step(inflater, out, max) > 0) {
          continue;
        }
        if (inflater.finished()) {
          if (ended && !input.hasRemaining()) {
            return Outcome.WHOLE;
          }
          inflater.reset(); // a block was marked final; others may follow (section 7.2.3.4)
        } else if (ended || input.hasRemaining()) {
          return Outcome.BROKEN;
        }
        if (!input.hasRemaining()) {
          input = ByteBuffer.wrap(END);
          ended = true;
        }
        inflater.setInput(input);
      }
      return Outcome.TOO_BIG;
    } catch (DataFormatException e) {
      return Outcome.BROKEN;
    } finally {
      inflater.setInput(NOTHING);
    }
  }

  /** Inflates some more, at most one byte beyond the bound; returns how many bytes that were. */
  private static int step(Inflater inflater, ByteBuf out, int max) throws DataFormatException {
    int room = Math.max(INFLATE_STEP, out.writableBytes());
    room = Math.min(room, max + 1 - out.readableBytes());
    out.ensureWritable(room);
    int made = inflater.inflate(out.nioBuffer(out.writerIndex(), room));
    out.writerIndex(out.writerIndex() + made);
    return made;
  }
}
