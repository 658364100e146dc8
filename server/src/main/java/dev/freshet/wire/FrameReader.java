package dev.freshet.wire;

import dev.freshet.model.CloseReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one client sends, cut into messages to the letter of RFC 6455 (and RFC 7692 where
 * compression was agreed, without context takeover). All calls are made on the connection's loop.
 *
 * <p>Thousands of these sit idle, so one is 24 bytes; {@link Unfinished} exists only while a frame
 * or a message is incomplete. How the bytes were cut into reads changes no call to the sink.
 */
public final class FrameReader {

  /** Takes what was read. The sink may call {@link #stop} during any call. */
  public interface Sink {
    /**
     * A whole message.
     *
     * @param payload unmasked, put together and inflated; stays the reader's, valid during the call
     *     only
     * @param text whether it came as text, and so is valid UTF-8
     */
    void message(ByteBuf payload, boolean text);

    /**
     * A ping, to be answered with the same payload.
     *
     * @param payload at most 125 bytes; stays the reader's, valid during the call only
     */
    void ping(ByteBuf payload);

    /** A pong, asked for or not. */
    void pong();

    /**
     * The client's close frame; nothing more is read.
     *
     * @param code as sent, one that section 7.4 allows; 1005 when there was none
     * @param reason at most 123 bytes of UTF-8; empty when there was none
     */
    void close(int code, String reason);

    /**
     * The stream is unusable; nothing more is read.
     *
     * @param detail the rule that was broken: a constant, holds nothing of the input
     */
    void broken(CloseReason reason, String detail);
  }

  /** The largest bound a reader takes. */
  public static final int MAX_BOUND = 1 << 30;

  private static final String NOT_UTF8 = "text is not UTF-8";

  private final int maxMessageBytes;
  private final boolean deflate;
  private boolean stopped;
  private @Nullable Unfinished unfinished;

  /**
   * A reader at the first byte after the handshake.
   *
   * @param maxMessageBytes the bound of a message's payload, compressed and inflated; 1 to {@value
   *     #MAX_BOUND}
   * @param deflate whether permessage-deflate was agreed with {@code client_no_context_takeover}
   * @throws IllegalArgumentException when the bound is out of range
   */
  public FrameReader(int maxMessageBytes, boolean deflate) {
    if (maxMessageBytes < 1 || maxMessageBytes > MAX_BOUND) {
      throw new IllegalArgumentException(
          "maxMessageBytes: " + maxMessageBytes + " (expected: 1 to " + MAX_BOUND + ")");
    }
    this.maxMessageBytes = maxMessageBytes;
    this.deflate = deflate;
  }

  /**
   * Reads all readable bytes, and tells the sink of everything they complete.
   *
   * @param in unmasked in place, so it must be writable and nobody else's; stays the caller's
   */
  public void read(ByteBuf in, Sink sink) {
    while (!stopped && in.isReadable()) {
      Unfinished pending = unfinished;
      if (pending != null && pending.remaining > 0) {
        take(pending, in, sink);
      } else {
        ByteBuf header = header(in, sink);
        if (header != null) {
          frame(header, in, sink);
        }
      }
    }
    in.skipBytes(in.readableBytes());
  }

  /** Whether a frame or a fragmented message is incomplete, which a slow attacker would keep so. */
  public boolean isMidMessage() {
    return unfinished != null;
  }

  /** Reads nothing more and lets go of what was kept; later bytes are skipped. */
  public void stop() {
    stopped = true;
    Unfinished pending = unfinished;
    if (pending != null) {
      unfinished = null;
      pending.release();
    }
  }

  /** Lets go of everything, for a connection that is gone; the same as {@link #stop}. */
  public void release() {
    stop();
  }

  /** The buffer a whole header can be read from, {@code in} itself if possible; null if broken. */
  private @Nullable ByteBuf header(ByteBuf in, Sink sink) {
    Unfinished pending = unfinished;
    if (pending == null || !pending.header.isReadable()) {
      int length = headerLength(in, sink);
      if (stopped) {
        return null;
      }
      if (in.readableBytes() >= length) {
        return in;
      }
      pending = pending();
    }
    ByteBuf header = pending.header;
    int length = headerLength(header, sink);
    while (!stopped && header.readableBytes() < length && in.isReadable()) {
      header.writeBytes(in, Math.min(in.readableBytes(), length - header.readableBytes()));
      length = headerLength(header, sink);
    }
    return stopped || header.readableBytes() < length ? null : header;
  }

  /** How many bytes the header that begins here has, as far as is known; refuses a bad start. */
  private int headerLength(ByteBuf from, Sink sink) {
    if (from.readableBytes() < 2) {
      return 2;
    }
    int first = from.getUnsignedByte(from.readerIndex());
    int second = from.getUnsignedByte(from.readerIndex() + 1);
    boolean inMessage = unfinished != null && unfinished.first != 0;
    String fault = FrameHeader.fault(first, second, deflate, inMessage);
    if (fault != null) {
      fail(CloseReason.PROTOCOL_ERROR, fault, sink);
    }
    return FrameHeader.length(second);
  }

  /** Consumes a whole header and as much of the payload as is there. */
  private void frame(ByteBuf header, ByteBuf in, Sink sink) {
    int first = header.readUnsignedByte();
    long length = FrameHeader.readPayloadLength(header);
    int mask = header.readInt();
    if (unfinished != null) {
      unfinished.header.clear();
    }
    if (length == FrameHeader.NOT_MINIMAL) {
      fail(CloseReason.PROTOCOL_ERROR, "length not in its shortest form", sink);
    } else if (!FrameHeader.isControl(first) && length > room(first)) {
      fail(CloseReason.MESSAGE_TOO_BIG, "message larger than allowed", sink);
    } else if (length <= in.readableBytes() && isWhole(first)) {
      ByteBuf payload = in.readSlice((int) length);
      FrameHeader.unmask(payload, 0, (int) length, mask);
      boolean valid = !FrameHeader.isPlainText(first) || Utf8.isValid(payload);
      settle();
      finish(first, payload, valid, sink);
    } else {
      Unfinished pending = pending();
      pending.begin(first, mask, (int) length);
      take(pending, in, sink);
    }
  }

  private static boolean isWhole(int first) {
    return FrameHeader.isFinal(first) && FrameHeader.opcode(first) != FrameWriter.CONTINUATION;
  }

  /** How many bytes the message that this data frame belongs to may still have. */
  private int room(int first) {
    Unfinished pending = unfinished;
    if (pending == null || pending.first == 0) {
      return bound(first);
    }
    return bound(pending.first) - pending.messageSize();
  }

  private int bound(int first) {
    // What cannot be compressed is sent a little larger than it is; it is measured when inflated.
    return FrameHeader.isCompressed(first)
        ? maxMessageBytes + (maxMessageBytes >> 3) + 64
        : maxMessageBytes;
  }

  /** Takes what has come of a payload, which may be none. */
  private void take(Unfinished pending, ByteBuf in, Sink sink) {
    if (!pending.take(in)) {
      fail(CloseReason.INVALID_PAYLOAD, NOT_UTF8, sink);
    } else if (pending.remaining == 0 && FrameHeader.isFinal(pending.frame)) {
      boolean control = FrameHeader.isControl(pending.frame);
      int first = control ? pending.frame : pending.first;
      boolean valid = control || pending.utf8 == Utf8.COMPLETE;
      ByteBuf payload = control ? pending.detachControl() : pending.detachMessage();
      settle();
      try {
        finish(first, payload, valid, sink);
      } finally {
        payload.release();
      }
    }
  }

  /**
   * Tells of a whole message or control frame.
   *
   * @param valid whether it is UTF-8, if it is text that was not compressed
   */
  private void finish(int first, ByteBuf payload, boolean valid, Sink sink) {
    boolean text = FrameHeader.opcode(first) == FrameWriter.TEXT;
    switch (FrameHeader.opcode(first)) {
      case FrameWriter.PING -> sink.ping(payload);
      case FrameWriter.PONG -> sink.pong();
      case FrameWriter.CLOSE -> close(payload, sink);
      default -> {
        if (!valid) {
          fail(CloseReason.INVALID_PAYLOAD, NOT_UTF8, sink);
        } else if (FrameHeader.isCompressed(first)) {
          inflate(payload, text, sink);
        } else {
          sink.message(payload, text);
        }
      }
    }
  }

  private void inflate(ByteBuf payload, boolean text, Sink sink) {
    ByteBuf inflated = payload.alloc().buffer(payload.readableBytes());
    try {
      switch (Deflate.inflate(payload, inflated, maxMessageBytes)) {
        case TOO_BIG -> fail(CloseReason.MESSAGE_TOO_BIG, "message inflates to too much", sink);
        case BROKEN -> fail(CloseReason.INVALID_PAYLOAD, "message cannot be inflated", sink);
        case WHOLE -> {
          if (text && !Utf8.isValid(inflated)) {
            fail(CloseReason.INVALID_PAYLOAD, NOT_UTF8, sink);
          } else {
            sink.message(inflated, text);
          }
        }
      }
    } finally {
      inflated.release();
    }
  }

  private void close(ByteBuf payload, Sink sink) {
    int length = payload.readableBytes();
    if (length == 0) {
      stop();
      sink.close(FrameWriter.NO_CODE, "");
      return;
    }
    if (length == 1) {
      fail(CloseReason.PROTOCOL_ERROR, "close frame with half a code", sink);
      return;
    }
    int code = payload.readUnsignedShort();
    if (!FrameHeader.mayClose(code)) {
      fail(CloseReason.PROTOCOL_ERROR, "close code that may not be sent", sink);
    } else if (!Utf8.isValid(payload)) {
      fail(CloseReason.INVALID_PAYLOAD, "close reason is not UTF-8", sink);
    } else {
      stop();
      sink.close(code, payload.toString(StandardCharsets.UTF_8));
    }
  }

  private void fail(CloseReason reason, String detail, Sink sink) {
    stop();
    sink.broken(reason, detail);
  }

  private Unfinished pending() {
    Unfinished pending = unfinished;
    if (pending == null) {
      pending = new Unfinished();
      unfinished = pending;
    }
    return pending;
  }

  /** Back to 24 bytes once nothing is incomplete. */
  private void settle() {
    Unfinished pending = unfinished;
    if (pending != null && pending.isSettled()) {
      unfinished = null;
      pending.release();
    }
  }
}
