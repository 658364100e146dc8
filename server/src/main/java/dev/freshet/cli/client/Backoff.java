package dev.freshet.cli.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: full jitter, a time picked evenly between nothing and a
 * bound that doubles with each failure. It is what keeps many clients that lost one server from
 * coming back in step. For one thread.
 */
public final class Backoff {

  /** The bound of the first wait. */
  public static final Duration FIRST = Duration.ofMillis(500);

  /** The bound that is not doubled any more. */
  public static final Duration MOST = Duration.ofSeconds(20);

  private final RandomGenerator random;
  private Duration first = FIRST;
  private int failures;

  /** Starts without failures. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The next wait; counts as a failure.
   *
   * @param atLeast what the server asked for; the jitter comes on top
   */
  public Duration next(@Nullable Duration atLeast) {
    long bound = first.toMillis() << Math.min(failures++, 20);
    long capped = Math.min(bound, Math.max(MOST.toMillis(), first.toMillis()));
    Duration jitter = Duration.ofMillis(random.nextLong(capped + 1));
    return atLeast == null ? jitter : atLeast.plus(jitter);
  }

  /** The server said how soon clients should come back; at least 1 ms, at most 5 minutes. */
  public void first(Duration wanted) {
    long millis = Math.clamp(wanted.toMillis(), 1, Answer.MAX_RETRY_AFTER.toMillis());
    first = Duration.ofMillis(millis);
  }

  /** An attempt went well: the next wait is short again. */
  public void reset() {
    failures = 0;
  }

  /** How many waits there were since the last success. */
  public int failures() {
    return failures;
  }
}
