package dev.freshet.session.webhook;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long a request that failed waits until it is made again. */
final class Backoff {
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();

  private final long first;
  private int attempts;

  Backoff(Duration first) {
    this.first = first.toNanos();
  }

  /** The next pause in nanoseconds: twice the one before, less a random part of up to half. */
  long next() {
    long full = Math.min(LONGEST, first << Math.min(attempts++, Integer.SIZE / 2));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }

  /** How many pauses there were. */
  int attempts() {
    return attempts;
  }
}
