package dev.freshet.session.token;

import java.time.Duration;

/**
 * How tokens are verified on this node, for all apps.
 *
 * @param leeway how far clocks may differ; 0 to 10 minutes
 * @param jwksCache how long a fetched key set is used before it is fetched again; positive
 * @param jwksTimeout how long one fetch may take, from connect to the last byte; positive
 */
public record TokenSettings(Duration leeway, Duration jwksCache, Duration jwksTimeout) {

  private static final Duration MAX_LEEWAY = Duration.ofMinutes(10);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public TokenSettings {
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("leeway: %s (expected: 0 to 10m)".formatted(leeway));
    }
    if (!jwksCache.isPositive()) {
      throw new IllegalArgumentException(
          "jwks-cache: %s (expected: more than 0)".formatted(jwksCache));
    }
    if (!jwksTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "jwks-timeout: %s (expected: more than 0)".formatted(jwksTimeout));
    }
  }
}
