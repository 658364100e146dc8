package dev.freshet.bench.load;

import java.nio.ByteBuffer;

/**
 * Finds measured payloads in a server-sent event stream by their first line, {@code data: t=<ns>
 * s=<number> …}; works through chunked coding as well, as long as a chunk never cuts a line.
 */
final class EventWalker implements Walker {
  private static final byte[] MARK = {'d', 'a', 't', 'a', ':', ' ', 't', '='};

  private final boolean keeps;
  private final byte[] line = new byte[4096];
  private int length;
  private int matched;

  /** {@code keeps} says whether payloads are handed on, or only counted. */
  EventWalker(boolean keeps) {
    this.keeps = keeps;
  }

  @Override
  public int walk(ByteBuffer in, Heard heard) {
    int messages = 0;
    while (in.hasRemaining()) {
      byte next = in.get();
      if (matched < MARK.length) {
        matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
        length = 0;
      } else if (next == '\n' || next == '\r') {
        matched = 0;
        messages++;
        if (keeps) {
          heard.message(line, length + 2);
        }
      } else if (keeps && length + 2 < line.length) {
        line[0] = 't';
        line[1] = '=';
        line[2 + length++] = next;
      }
    }
    return messages;
  }
}
