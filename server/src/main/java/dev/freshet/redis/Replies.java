package dev.freshet.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the tables that scripts return. A value of another kind is a fault of the script. */
final class Replies {
  private Replies() {}

  static long number(List<Object> reply, int index) {
    return reply.get(index) instanceof Long number ? number : Long.parseLong(text(reply, index));
  }

  static byte[] bytes(List<Object> reply, int index) {
    if (reply.get(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException(
        "reply: element %d of %d (expected: a string)".formatted(index, reply.size()));
  }

  static String text(List<Object> reply, int index) {
    return new String(bytes(reply, index), StandardCharsets.UTF_8);
  }
}
