package dev.freshet.cli.client;

import java.time.Duration;

/** Time as the client needs it; tests hand in one that only writes down how long. */
@FunctionalInterface
public interface Pause {

  /** Sleeps. */
  Pause SLEEP = Thread::sleep;

  /**
   * Returns after this long.
   *
   * @throws InterruptedException when the program is asked to end meanwhile
   */
  void await(Duration time) throws InterruptedException;

  /** Nanoseconds of a clock that never goes back. */
  default long nanos() {
    return System.nanoTime();
  }
}
