package dev.freshet.session.token;

import static dev.freshet.session.token.Jws.invalid;

import dev.freshet.model.Draft;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token says (RFC 7519 section 4). Its shape has been checked; whether it is true, in time
 * and for this app is {@link TokenVerifier}'s to say.
 *
 * @param user {@code sub}: who the bearer is, 1 to 200 characters
 * @param expires {@code exp}; every token has one
 * @param notBefore {@code nbf}
 * @param issuedAt {@code iat}
 * @param issuer {@code iss}
 * @param audience {@code aud}, which may be written as one text or a list
 * @param subscribe {@code subscribe}: channels the bearer may hear, and resume
 * @param publish {@code publish}: channels the bearer may publish to
 * @param history {@code history}: channels whose history the bearer may read over HTTP
 */
public record TokenClaims(
    Optional<String> user,
    Instant expires,
    Optional<Instant> notBefore,
    Optional<Instant> issuedAt,
    Optional<String> issuer,
    List<String> audience,
    List<ChannelPattern> subscribe,
    List<ChannelPattern> publish,
    List<ChannelPattern> history) {

  /** The most patterns one grant may list, and the most audiences. */
  public static final int MAX_PATTERNS = 100;

  /** The last second of the year 9999; a larger time was meant in milliseconds. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** Copies the lists. */
  public TokenClaims {
    audience = List.copyOf(audience);
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
    history = List.copyOf(history);
  }

  /**
   * Reads the payload of a token.
   *
   * @param json UTF-8, any bytes
   * @throws Refused with {@code TOKEN_INVALID}, saying which claim has the wrong shape
   */
  public static TokenClaims parse(byte[] json) {
    Map<String, Object> claims = Jws.json("payload", json);
    Optional<Instant> expires = time(claims, "exp");
    if (expires.isEmpty()) {
      throw invalid("exp: missing (expected: seconds since 1970)");
    }
    Optional<String> user = text(claims, "sub");
    if (user.isPresent() && !Draft.isLabel(user.get())) {
      throw invalid("sub: malformed (expected: 1 to 200 characters, no control characters)");
    }
    return new TokenClaims(
        user,
        expires.get(),
        time(claims, "nbf"),
        time(claims, "iat"),
        text(claims, "iss"),
        claims.get("aud") instanceof String one ? List.of(one) : texts(claims, "aud"),
        patterns(claims, "subscribe"),
        patterns(claims, "publish"),
        patterns(claims, "history"));
  }

  private static Optional<Instant> time(Map<String, Object> claims, String name) {
    @Nullable Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    // A NumericDate may have a fraction; NaN compares false and is refused with the rest.
    if (value instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= MAX_SECONDS) {
      return Optional.of(Instant.ofEpochSecond(number.longValue()));
    }
    throw invalid(name + ": not a time (expected: seconds since 1970)");
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    @Nullable Object value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw invalid(name + ": not a text (expected: a JSON string)");
  }

  private static List<String> texts(Map<String, Object> claims, String name) {
    @Nullable Object value = claims.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw invalid(name + ": not a list (expected: a JSON array of strings)");
    }
    if (list.size() > MAX_PATTERNS) {
      throw invalid(
          "%s: %d items (expected: at most %d)".formatted(name, list.size(), MAX_PATTERNS));
    }
    List<String> texts = new ArrayList<>(list.size());
    for (@Nullable Object item : list) {
      if (!(item instanceof String text)) {
        throw invalid(name + ": an item that is not a text (expected: a JSON array of strings)");
      }
      texts.add(text);
    }
    return texts;
  }

  private static List<ChannelPattern> patterns(Map<String, Object> claims, String name) {
    List<ChannelPattern> patterns = new ArrayList<>();
    for (String text : texts(claims, name)) {
      if (text.isEmpty() || text.length() > ChannelPattern.MAX_LENGTH) {
        throw invalid(
            "%s: a pattern of %d characters (expected: 1 to %d)"
                .formatted(name, text.length(), ChannelPattern.MAX_LENGTH));
      }
      patterns.add(new ChannelPattern(text));
    }
    return patterns;
  }
}
