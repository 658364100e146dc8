package dev.freshet.bench.load;

import java.time.Instant;

/** The clock that the publisher and the load client share: nanoseconds since the Unix epoch. */
final class Clock {
  private Clock() {}

  /** Now, in nanoseconds since the epoch; comparable between processes of one machine. */
  static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
