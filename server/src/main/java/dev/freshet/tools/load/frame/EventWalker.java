package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the events of a server-sent event stream, line by line; works through chunked coding as
 * well, as long as a chunk never cuts a line. Lines {@code id:} and {@code retry:} are signals;
 * events whose name begins with {@code freshet:} are the server's own and not counted.
 */
public final class EventWalker implements Walker {
  private static final int MAX_LINE = 1 << 20;
  private static final byte[] NONE = {};
  private static final byte[] DATA = "data:".getBytes(US_ASCII);
  private static final byte[] ID = "id:".getBytes(US_ASCII);
  private static final byte[] RETRY = "retry:".getBytes(US_ASCII);
  private static final byte[] OWN = "event: freshet:".getBytes(US_ASCII);

  private final boolean keeps;
  private final boolean tracks;
  private byte[] partial = NONE;
  private boolean own;

  /**
   * Counts events.
   *
   * @param keeps whether the data of events is handed on
   * @param tracks whether ids are handed on
   */
  public EventWalker(boolean keeps, boolean tracks) {
    this.keeps = keeps;
    this.tracks = tracks;
  }

  @Override
  public int walk(ByteBuffer in, Heard heard) {
    int messages = 0;
    int end = in.limit();
    int from = in.position();
    for (int at = from; at < end; at++) {
      if (in.get(at) == '\n') {
        if (partial.length > 0) {
          extend(in, from, at);
          byte[] line = partial;
          partial = NONE;
          messages += line(ByteBuffer.wrap(line), 0, line.length, heard);
        } else {
          messages += line(in, from, at, heard);
        }
        from = at + 1;
      }
    }
    if (from < end) {
      extend(in, from, end);
    }
    in.position(end);
    return messages;
  }

  private void extend(ByteBuffer in, int from, int to) {
    int before = partial.length;
    if (before + to - from > MAX_LINE) {
      throw new IllegalStateException("a line is longer than " + MAX_LINE + " bytes");
    }
    partial = Arrays.copyOf(partial, before + to - from);
    in.get(from, partial, before, to - from);
  }

  /** One line without its line feed; 1 when it is a message. */
  private int line(ByteBuffer in, int from, int until, Heard heard) {
    int to = until > from && in.get(until - 1) == '\r' ? until - 1 : until;
    if (to == from) {
      own = false;
      return 0;
    }
    if (begins(in, from, to, DATA)) {
      if (own) {
        return 0;
      }
      if (keeps) {
        byte[] data = bytes(in, from + DATA.length, to);
        heard.message(data, data.length);
      }
      return 1;
    }
    if (begins(in, from, to, OWN)) {
      own = true;
    } else if ((tracks && begins(in, from, to, ID)) || begins(in, from, to, RETRY)) {
      byte[] field = bytes(in, from, to);
      heard.signal(field, field.length);
    }
    return 0;
  }

  private static boolean begins(ByteBuffer in, int from, int to, byte[] with) {
    if (to - from < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (in.get(from + i) != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(ByteBuffer in, int from, int to) {
    byte[] bytes = new byte[to - from];
    in.get(from, bytes);
    return bytes;
  }
}
