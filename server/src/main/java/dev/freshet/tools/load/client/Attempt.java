package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client holds until its subscription is there. Times are nanoseconds since the epoch. */
final class Attempt {
  private static final int MAX_HEAD = 16_384;
  private static final byte[] NONE = {};
  private static final Pattern STATUS = Pattern.compile("\"(?:status|code)\\\\?\":\\s*(\\d{3,4})");

  final long due;
  final long begun;

  /** Whether the request has gone out. */
  boolean asked;

  /** The status or close code that refuses it; 0 while nothing does. */
  int status;

  /** What the refusal says about coming back. */
  int said = Retry.UNSAID;

  private byte[] head = NONE;

  Attempt(long due, long begun) {
    this.due = due;
    this.begun = begun;
  }

  /**
   * Takes bytes of the answer's head and leaves what follows.
   *
   * @return whether the head is whole
   * @throws IOException when it refuses
   */
  boolean head(ByteBuffer in, Wire wire) throws IOException {
    int before = head.length;
    head = Arrays.copyOf(head, before + in.remaining());
    in.get(in.position(), head, before, in.remaining());
    int end = wire == Wire.REDIS ? endOfConfirmation(head) : endOfHead(head);
    if (end < 0) {
      if (head.length > MAX_HEAD) {
        throw new IOException("the response head is longer than " + MAX_HEAD + " bytes");
      }
      in.position(in.limit());
      return false;
    }
    check(new String(head, 0, end, ISO_8859_1), wire);
    in.position(in.position() + end - before);
    head = NONE;
    return true;
  }

  private void check(String text, Wire wire) throws IOException {
    String start = text.substring(0, Math.min(text.length(), 12));
    String wanted =
        switch (wire) {
          case WEBSOCKET -> " 101";
          case EVENTS -> " 200";
          case REDIS -> "*3\r\n$9\r\nsubs";
        };
    if (start.endsWith(wanted)) {
      return;
    }
    status = start.matches("HTTP/1\\.1 \\d{3}") ? Integer.parseInt(start.substring(9)) : 1;
    said = Advice.ofHead(status, text);
    String told = new String(head, 0, Math.min(head.length, 300), UTF_8);
    throw new IOException("refused: " + told.replace("\r\n", " | "));
  }

  /** A signal that says the subscription will not be: by {@code status} or {@code code}, or 1. */
  void refuse(String signal) {
    Matcher matcher = STATUS.matcher(signal);
    status = matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
    said = Advice.ofHead(status, "");
  }

  /** The answer to {@code SUBSCRIBE} ends with a line of its own, the count. */
  private static int endOfConfirmation(byte[] answer) {
    for (int i = 2; i < answer.length; i++) {
      if (answer[i] == ':' && answer[i - 1] == '\n') {
        for (int end = i; end < answer.length; end++) {
          if (answer[end] == '\n') {
            return end + 1;
          }
        }
      }
    }
    return -1;
  }

  private static int endOfHead(byte[] head) {
    for (int i = 3; i < head.length; i++) {
      if (head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\n' && head[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /**
   * The position in a JSON message, {@code epoch:offset}.
   *
   * @return {@code before} when there is none in it
   */
  static @Nullable String position(byte[] message, int length, @Nullable String before) {
    String text = new String(message, 0, length, UTF_8);
    String epoch = PusherAuth.text(text, "\"epoch\":\"");
    int at = text.lastIndexOf("\"offset\":");
    if (epoch.isEmpty() || at < 0) {
      return before;
    }
    int from = at + "\"offset\":".length();
    int end = from;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == from ? before : epoch + ":" + text.substring(from, end);
  }
}
