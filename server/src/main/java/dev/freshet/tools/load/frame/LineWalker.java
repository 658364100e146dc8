package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * Finds measured payloads, {@code t=<ns> s=<number> …}, in a stream of lines by what stands before
 * them.
 */
public final class LineWalker implements Walker {
  /** Before a payload in RESP2: the end of the line with its length. */
  public static final String RESP = "\nt=";

  private final byte[] mark;
  private final boolean keeps;
  private final byte[] line = new byte[4096];
  private int length;
  private int matched;

  /** {@code keeps} says whether payloads are handed on, or only counted. */
  public LineWalker(String mark, boolean keeps) {
    this.mark = mark.getBytes(ISO_8859_1);
    this.keeps = keeps;
  }

  @Override
  public int walk(ByteBuffer in, Heard heard) {
    int messages = 0;
    while (in.hasRemaining()) {
      byte next = in.get();
      if (matched < mark.length) {
        matched = next == mark[matched] ? matched + 1 : next == mark[0] ? 1 : 0;
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
