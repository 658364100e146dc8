package dev.freshet.model.app;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How an app's JSON Web Tokens are verified. Tokens signed with HS256 and the app's secret are
 * always taken; the rest is for tokens that somebody else signs.
 *
 * @param audience what {@code aud} must contain; empty for no check
 * @param issuer what {@code iss} must be; empty for no check
 * @param publicKeys PEM texts of RSA, EC (P-256) or Ed25519 public keys
 * @param jwks where a JSON Web Key Set is fetched from
 */
public record TokenRules(
    Optional<String> audience,
    Optional<String> issuer,
    List<String> publicKeys,
    Optional<URI> jwks) {

  /** Only the app's own secret. */
  public static final TokenRules SECRET_ONLY =
      new TokenRules(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

  /** Copies the list. */
  public TokenRules {
    publicKeys = List.copyOf(publicKeys);
  }
}
