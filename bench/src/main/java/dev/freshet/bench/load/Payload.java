package dev.freshet.bench.load;

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
  static byte[] make(long scheduledNanos, long number, int size) {
    byte[] body = new byte[size];
    byte[] head = ("t=" + scheduledNanos + " s=" + number + " ").getBytes(ISO_8859_1);
    Arrays.fill(body, (byte) 'x');
    System.arraycopy(head, 0, body, 0, head.length);
    return body;
  }

  /** The scheduled time in a body's first {@code length} bytes, or -1 when it is not ours. */
  static long time(byte[] body, int length) {
    return length > 2 && body[0] == 't' && body[1] == '=' ? digits(body, 2, length) : -1;
  }

  /** The number in a body's first {@code length} bytes, or -1 when it is not ours. */
  static long number(byte[] body, int length) {
    for (int i = 2; i + 2 < length; i++) {
      if (body[i] == ' ') {
        return body[i + 1] == 's' && body[i + 2] == '=' ? digits(body, i + 3, length) : -1;
      }
    }
    return -1;
  }

  private static long digits(byte[] body, int from, int length) {
    long value = 0;
    int at = from;
    while (at < length && body[at] >= '0' && body[at] <= '9') {
      value = value * 10 + (body[at++] - '0');
    }
    return at == from ? -1 : value;
  }
}
