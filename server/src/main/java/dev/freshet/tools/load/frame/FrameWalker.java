package dev.freshet.tools.load.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Walks the frames of RFC 6455 section 5.2 from length to length. Payloads are skipped, not read,
 * unless they are kept, begin like a signal or belong to a control frame, so that counting a frame
 * costs a few nanoseconds.
 */
public final class FrameWalker implements Walker {
  private static final int MAX_KEPT = 1 << 20;
  private static final byte[] NONE = {};
  private static final byte[][] NO_SIGNALS = {};

  private final boolean keeps;
  private final byte[][] signals;
  private final boolean lines;
  private long left;
  private int opcode;
  private boolean ends;
  private boolean keeping;
  private boolean keepingMessage;
  private boolean inFrame;
  private byte[] kept = NONE;
  private int keptLength;
  private byte[] control = NONE;
  private int controlLength;
  private byte[] header = NONE;
  private int headerLength;

  /** {@code keeps} says whether data payloads are handed on, or only counted. */
  public FrameWalker(boolean keeps) {
    this(keeps, NO_SIGNALS, false);
  }

  /**
   * Tells signals from messages.
   *
   * @param signals how messages begin that are the server's own; not copied, so it can be shared
   * @param lines whether each line of a frame is a message
   */
  public FrameWalker(boolean keeps, byte[][] signals, boolean lines) {
    this.keeps = keeps;
    this.signals = signals;
    this.lines = lines;
  }

  @Override
  public int walk(ByteBuffer in, Heard heard) {
    int messages = 0;
    int end = in.limit();
    int at = in.position();
    while (true) {
      if (inFrame) {
        int take = (int) Math.min(left, end - at);
        if (keeping) {
          keep(in, at, take);
        }
        at += take;
        left -= take;
        if (left > 0) {
          break;
        }
        inFrame = false;
        messages += finish(heard);
      }
      if (at >= end) {
        break;
      }
      at = readHeader(in, at, end);
    }
    in.position(end);
    return messages;
  }

  /** Takes header bytes until the header is whole or the input ends. */
  private int readHeader(ByteBuffer in, int from, int end) {
    int at = from;
    if (headerLength == 0 && end - at >= 4) {
      int length = in.get(at + 1);
      if (length >= 0 && length < 126) {
        start(in, at + 2, in.get(at), length);
        return at + 2;
      }
      if (length == 126) {
        start(in, at + 4, in.get(at), in.getShort(at + 2) & 0xffff);
        return at + 4;
      }
    }
    header = header.length == 0 ? new byte[10] : header;
    while (at < end) {
      header[headerLength++] = in.get(at++);
      if (headerLength >= 2 && headerLength == headerSize(header[1])) {
        headerLength = 0;
        start(in, at, header[0], payloadLength());
        header = NONE;
        break;
      }
    }
    return at;
  }

  private static int headerSize(byte second) {
    if (second < 0) {
      throw new IllegalStateException("a server's frame is masked (RFC 6455 section 5.1)");
    }
    return second < 126 ? 2 : second == 126 ? 4 : 10;
  }

  private long payloadLength() {
    ByteBuffer bytes = ByteBuffer.wrap(header);
    return header[1] < 126
        ? header[1]
        : header[1] == 126 ? bytes.getShort(2) & 0xffff : bytes.getLong(2);
  }

  private void start(ByteBuffer in, int at, byte first, long length) {
    opcode = first & 15;
    ends = first < 0;
    left = length;
    inFrame = true;
    if (opcode >= 8) {
      if (length > 125) {
        throw new IllegalStateException("a control frame is longer than 125 bytes");
      }
      keeping = true;
      control = control.length == 0 ? new byte[125] : control;
      controlLength = 0;
      return;
    }
    if (opcode != 0) {
      keptLength = 0;
      keepingMessage = keeps || lines || maybeSignal(in, at, length);
    }
    keeping = keepingMessage;
  }

  /** Whether a message that begins at {@code at} is a signal, as far as its bytes are here. */
  private boolean maybeSignal(ByteBuffer in, int at, long length) {
    for (byte[] signal : signals) {
      int here = (int) Math.min(Math.min(signal.length, length), in.limit() - at);
      boolean same = length >= signal.length || !ends;
      for (int i = 0; same && i < here; i++) {
        same = in.get(at + i) == signal[i];
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private boolean isSignal(int from, int to) {
    for (byte[] signal : signals) {
      int end = from + signal.length;
      if (end <= to && Arrays.equals(kept, from, end, signal, 0, signal.length)) {
        return true;
      }
    }
    return false;
  }

  private void keep(ByteBuffer in, int at, int count) {
    if (opcode >= 8) {
      in.get(at, control, controlLength, count);
      controlLength += count;
      return;
    }
    if (keptLength + count > MAX_KEPT) {
      throw new IllegalStateException("a message is longer than " + MAX_KEPT + " bytes");
    }
    if (keptLength + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(256, (keptLength + count) * 2));
    }
    in.get(at, kept, keptLength, count);
    keptLength += count;
  }

  private int finish(Heard heard) {
    if (opcode >= 8) {
      heard.control(opcode, control, controlLength);
      control = NONE;
      return 0;
    }
    if (!ends) {
      return 0;
    }
    if (!keepingMessage) {
      return 1;
    }
    int messages = lines ? eachLine(heard) : one(kept, 0, keptLength, heard);
    kept = keeps ? kept : NONE;
    return messages;
  }

  /** Lines end with a line feed, the last one perhaps not. */
  private int eachLine(Heard heard) {
    int messages = 0;
    int from = 0;
    for (int at = 0; at <= keptLength; at++) {
      if (at == keptLength || kept[at] == '\n') {
        messages += at == from ? 0 : one(kept, from, at, heard);
        from = at + 1;
      }
    }
    return messages;
  }

  /** Hands on one message of what was kept, and says whether it counts. */
  private int one(byte[] bytes, int from, int to, Heard heard) {
    boolean signal = isSignal(from, to);
    if (signal || keeps) {
      byte[] payload = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, to);
      if (signal) {
        heard.signal(payload, to - from);
      } else {
        heard.message(payload, to - from);
      }
    }
    return signal ? 0 : 1;
  }
}
