package dev.freshet.cli.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} (HTML Standard section 9.2.6) from chunks cut anywhere: within a
 * line, a UTF-8 sequence, or between CR and LF. Pure; for one thread. Comments are skipped; a block
 * that the stream's end cuts off is never handed out.
 */
public final class EventParser {

  /**
   * One block of an event stream, ended by an empty line.
   *
   * @param type the event name, or null when the block has none (which means {@code message})
   * @param data its {@code data} lines joined by line feeds, or null when the block has none: such
   *     a block is no event, but its id and retry time count
   * @param lastId the last event id after this block; empty when the stream never set one
   * @param retryMillis the reconnection time the block sets, or -1
   */
  public record Block(
      @Nullable String type, @Nullable String data, String lastId, long retryMillis) {}

  private static final int INITIAL = 512;

  private final int maxBytes;
  private final StringBuilder data = new StringBuilder();

  private byte[] line = new byte[INITIAL];
  private int length;
  private boolean afterReturn;
  private boolean firstLine = true;
  private boolean hasData;
  private boolean hasField;
  private @Nullable String type;
  private String lastId;
  private long retryMillis = -1;

  /**
   * A parser at the start of a stream.
   *
   * @param lastId the id a previous stream ended with; empty for none
   * @param maxBytes the longest line, and the largest block in UTF-16 units
   */
  public EventParser(String lastId, int maxBytes) {
    this.lastId = lastId;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @param chunk read to its end
   * @param to hears each block that these bytes complete
   * @throws IllegalArgumentException when a line or block is larger than allowed; the parser must
   *     not be used afterwards
   */
  public void feed(ByteBuffer chunk, Consumer<Block> to) {
    while (chunk.hasRemaining()) {
      byte b = chunk.get();
      boolean ignored = afterReturn && b == '\n';
      afterReturn = b == '\r';
      if (ignored) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        line(to);
        length = 0;
      } else {
        append(b);
      }
    }
  }

  private void append(byte b) {
    if (length >= maxBytes) {
      throw tooLarge();
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(maxBytes, 2L * length));
    }
    line[length++] = b;
  }

  private IllegalArgumentException tooLarge() {
    return new IllegalArgumentException("event: too large (expected: at most " + maxBytes + ")");
  }

  private void line(Consumer<Block> to) {
    int start = firstLine && startsWithMark() ? 3 : 0;
    firstLine = false;
    if (start == length) {
      dispatch(to);
      return;
    }
    int colon = start;
    while (colon < length && line[colon] != ':') {
      colon++;
    }
    if (colon == start) {
      return;
    }
    int value = Math.min(length, colon + 1);
    if (value < length && line[value] == ' ') {
      value++;
    }
    field(text(start, colon), text(value, length));
  }

  private boolean startsWithMark() {
    return length >= 3
        && line[0] == (byte) 0xef
        && line[1] == (byte) 0xbb
        && line[2] == (byte) 0xbf;
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> {
        if (data.length() + value.length() > maxBytes) {
          throw tooLarge();
        }
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      }
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          lastId = value;
        }
      }
      case "retry" -> {
        if (!value.isEmpty()
            && value.length() <= 9
            && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          retryMillis = Long.parseLong(value);
        }
      }
      default -> {
        return;
      }
    }
    hasField = true;
  }

  private void dispatch(Consumer<Block> to) {
    if (!hasField) {
      return;
    }
    var event = new Block(type, hasData ? data.toString() : null, lastId, retryMillis);
    type = null;
    data.setLength(0);
    hasData = false;
    hasField = false;
    retryMillis = -1;
    to.accept(event);
  }
}
