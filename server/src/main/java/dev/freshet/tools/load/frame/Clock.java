package dev.freshet.tools.load.frame;

import java.time.Instant;

/** The clock that publishers and load clients share: nanoseconds since the Unix epoch. */
public final class Clock {
  private Clock() {}

  /** Now, in nanoseconds since the epoch; comparable between processes of one machine. */
  public static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
