package dev.freshet.session.webhook;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for events that no other event of any node has. From any thread. */
final class EventIds {
  private final String seed =
      Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX);
  private final AtomicLong count = new AtomicLong();

  /** The next one: lower-case letters, digits and a hyphen; at most 27 characters. */
  String next() {
    return seed + "-" + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }
}
