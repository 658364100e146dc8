package dev.freshet.redis;

import java.nio.charset.StandardCharsets;

/** Writes the arguments of scripts. */
final class Args {
  private Args() {}

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  /** Of a text of ASCII. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
