package dev.freshet.session;

import org.jspecify.annotations.Nullable;

/**
 * What a request brought to prove its rights, unverified. At most one of the three may be there.
 *
 * @param bearer what follows {@code Authorization: Bearer} (RFC 6750): a token or the app's secret
 * @param queryToken {@code ?token=}: a token, for browsers, which cannot set headers on a WebSocket
 *     or an EventSource; never the secret
 * @param signedUrl the request's own URL, if it is signed
 */
public record Credentials(
    @Nullable String bearer, @Nullable String queryToken, @Nullable SignedUrl signedUrl) {

  /** A request that brought nothing. */
  public static final Credentials NONE = new Credentials(null, null, null);

  /** What came in the header, or on the command line, and nothing else. */
  public static Credentials bearer(String bearer) {
    return new Credentials(bearer, null, null);
  }

  /** How many of the three are there. */
  int count() {
    return (bearer == null ? 0 : 1) + (queryToken == null ? 0 : 1) + (signedUrl == null ? 0 : 1);
  }

  /** Which are there, never what they are. */
  @Override
  public String toString() {
    return "Credentials[bearer=%s, queryToken=%s, signedUrl=%s]"
        .formatted(mask(bearer), mask(queryToken), mask(signedUrl));
  }

  private static String mask(@Nullable Object value) {
    return value == null ? "none" : "***";
  }
}
