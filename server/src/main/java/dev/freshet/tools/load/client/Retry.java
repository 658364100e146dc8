package dev.freshet.tools.load.client;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** When a client that lost its connection, or did not get one, tries again. */
public enum Retry {
  /** Not at all. */
  NONE,
  /** When the server says, and with full jitter where it says nothing. */
  OBEY,
  /** With full jitter, whatever the server says. */
  JITTER,
  /** After the same time always: what clients do that nobody thought about. */
  NAIVE;

  /** Nothing was said. */
  static final int UNSAID = -1;

  /** The same again would end the same. */
  static final int NEVER = -2;

  private static final int BASE_MILLIS = 500;
  private static final int MOST_MILLIS = 20_000;
  private static final int MOST_DOUBLINGS = 6;

  /**
   * Milliseconds until the next attempt, or {@link #NEVER}.
   *
   * @param said what the server said: milliseconds, {@link #UNSAID} or {@link #NEVER}
   * @param failures attempts in a row that came to nothing
   * @param naiveMillis what {@link #NAIVE} waits
   */
  int delay(int said, int failures, int naiveMillis, RandomGenerator random) {
    return switch (this) {
      case NONE -> NEVER;
      case NAIVE -> naiveMillis;
      case JITTER -> jitter(failures, random);
      case OBEY -> said == UNSAID ? jitter(failures, random) : said;
    };
  }

  /** Full jitter: anywhere between nothing and 0.5 s, doubled with each failure up to 20 s. */
  private static int jitter(int failures, RandomGenerator random) {
    int most = Math.min(MOST_MILLIS, BASE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
    return random.nextInt(most + 1);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
