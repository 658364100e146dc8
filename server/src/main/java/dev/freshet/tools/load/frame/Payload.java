package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * The body of a measured publication: {@code t=<ns> s=<number> xxxx…}. The time is when the
 * publication was <em>scheduled</em>, so that a publisher which falls behind makes latency worse
 * instead of hiding it; the number counts from 0 within a channel.
 */
public final class Payload {
  /** Smaller than this a body could not hold its time and number. */
  public static final int MIN_BYTES = 48;

  private Payload() {}

  /** Writes a body of {@code size} bytes of ASCII. */
  public static byte[] make(long scheduledNanos, long number, int size) {
    byte[] body = new byte[size];
    byte[] head = ("t=" + scheduledNanos + " s=" + number + " ").getBytes(ISO_8859_1);
    Arrays.fill(body, (byte) 'x');
    System.arraycopy(head, 0, body, 0, head.length);
    return body;
  }

  /**
   * Where a measured body begins in a message, which may have an envelope around it.
   *
   * @return the place of {@code t=}, or -1 when there is none
   */
  public static int find(byte[] message, int length) {
    for (int i = 0; i + 2 < length; i++) {
      if (message[i] == 't' && message[i + 1] == '=' && isDigit(message[i + 2])) {
        return i;
      }
    }
    return -1;
  }

  /** The scheduled time of a body that begins at {@code from}, or -1 when it is not ours. */
  public static long time(byte[] message, int from, int length) {
    return length > from + 2 && message[from] == 't' && message[from + 1] == '='
        ? digits(message, from + 2, length)
        : -1;
  }

  /** The number of a body that begins at {@code from}, or -1 when it is not ours. */
  public static long number(byte[] message, int from, int length) {
    for (int i = from + 2; i + 2 < length; i++) {
      if (message[i] == ' ') {
        return message[i + 1] == 's' && message[i + 2] == '=' ? digits(message, i + 3, length) : -1;
      }
    }
    return -1;
  }

  private static long digits(byte[] body, int from, int length) {
    long value = 0;
    int at = from;
    while (at < length && isDigit(body[at])) {
      value = value * 10 + (body[at++] - '0');
    }
    return at == from ? -1 : value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
