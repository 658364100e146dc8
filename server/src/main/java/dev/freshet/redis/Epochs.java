package dev.freshet.redis;

import java.util.concurrent.ThreadLocalRandom;

/** Makes epochs: random, so that two lives of a history never have the same. */
final class Epochs {
  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 10 letters of 62 are 59 bits. */
  private static final int LENGTH = 10;

  private Epochs() {}

  static String next() {
    var random = ThreadLocalRandom.current();
    var epoch = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      epoch.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return epoch.toString();
  }
}
