package dev.freshet.session.token;

import dev.freshet.model.Draft;
import dev.freshet.model.app.ChannelPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a token to be made shall say.
 *
 * @param user who the bearer is, 1 to 200 characters; empty to leave it out
 * @param subscribe channels the bearer may hear, and resume; at most 100 patterns
 * @param publish channels the bearer may publish to; at most 100 patterns
 * @param history channels whose history the bearer may read over HTTP; at most 100 patterns
 * @param life how long it is valid; at least a second
 * @param audience {@code aud}; empty to leave it out
 * @param issuer {@code iss}; empty to leave it out
 */
public record TokenRequest(
    Optional<String> user,
    List<ChannelPattern> subscribe,
    List<ChannelPattern> publish,
    List<ChannelPattern> history,
    Duration life,
    Optional<String> audience,
    Optional<String> issuer) {

  /**
   * Copies the lists and checks the ranges.
   *
   * @throws IllegalArgumentException when a node would refuse such a token
   */
  public TokenRequest {
    subscribe = bounded("subscribe", subscribe);
    publish = bounded("publish", publish);
    history = bounded("history", history);
    if (user.isPresent() && !Draft.isLabel(user.get())) {
      throw new IllegalArgumentException(
          "user: malformed (expected: 1 to 200 characters, no control characters)");
    }
    if (life.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("ttl: %s (expected: at least 1s)".formatted(life));
    }
  }

  private static List<ChannelPattern> bounded(String name, List<ChannelPattern> patterns) {
    if (patterns.size() > TokenClaims.MAX_PATTERNS) {
      throw new IllegalArgumentException(
          "%s: %d patterns (expected: at most %d)"
              .formatted(name, patterns.size(), TokenClaims.MAX_PATTERNS));
    }
    return List.copyOf(patterns);
  }
}
