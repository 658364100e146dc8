package dev.freshet.session.token;

import static dev.freshet.session.token.Jws.invalid;

import com.nimbusds.jose.JWSAlgorithm;
import dev.freshet.model.App;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (RFC 7519 section 7.2, RFC 8725): the signature first, with the app's own keys of
 * the algorithm the token names, then time, issuer and audience. May be used from any thread and
 * blocks none.
 */
public final class TokenVerifier {
  private final InstantSource clock;
  private final JwksSource source;
  private final TokenSettings settings;

  // Grown by configuration alone: one entry an app and one a key set's URL.
  private final ConcurrentMap<String, AppKeys> keys = new ConcurrentHashMap<>();
  private final ConcurrentMap<URI, JwksCache> keySets = new ConcurrentHashMap<>();

  /** A verifier with no key set fetched yet. */
  public TokenVerifier(InstantSource clock, JwksSource source, TokenSettings settings) {
    this.clock = clock;
    this.source = source;
    this.settings = settings;
  }

  /**
   * Tells the operator what is wrong with an app's public keys and key set URL.
   *
   * @throws IllegalArgumentException naming the fault
   */
  public static void requireUsable(TokenRules rules) {
    publicKeys(rules);
    rules.jwks().ifPresent(HttpJwksSource::requireSafe);
  }

  /**
   * Verifies a token.
   *
   * @return done already, unless the app's key set must be fetched: then completed on a virtual
   *     thread. Fails with a bare {@link Refused}: {@code TOKEN_INVALID}, {@code TOKEN_EXPIRED} or
   *     {@code KEYS_UNAVAILABLE}
   */
  public CompletionStage<TokenClaims> verify(App app, String token) {
    Jws jws;
    CompletionStage<KeySet> keySet;
    try {
      jws = Jws.parse(token);
      if (verifiesWithOwnKey(app, jws)) {
        return CompletableFuture.completedFuture(accepted(app, jws));
      }
      keySet = keySet(app, jws).keysFor(jws);
    } catch (Refused refused) {
      return CompletableFuture.failedFuture(refused);
    }
    CompletableFuture<TokenClaims> result = new CompletableFuture<>();
    keySet.whenComplete((@Nullable KeySet set, @Nullable Throwable failure) -> {
      try {
        if (set == null) {
          throw failure instanceof Refused refused ? refused : new IllegalStateException(failure);
        }
        requireSignature(set, jws);
        result.complete(accepted(app, jws));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  /** With the secret or a configured public key; neither is waited for. */
  private boolean verifiesWithOwnKey(App app, Jws jws) {
    if (jws.algorithm().equals(JWSAlgorithm.HS256)) {
      if (TokenKey.of(app.secret()).verifies(jws)) {
        return true;
      }
      throw badSignature();
    }
    for (TokenKey key : keys(app)) {
      if (key.verifies(jws)) {
        return true;
      }
    }
    return false;
  }

  private JwksCache keySet(App app, Jws jws) {
    if (app.tokens().jwks().isPresent()) {
      return keySets.computeIfAbsent(
          app.tokens().jwks().get(), uri -> new JwksCache(uri, source, settings, clock));
    }
    boolean taken = keys(app).stream().anyMatch(key -> key.algorithm().equals(jws.algorithm()));
    throw taken
        ? badSignature()
        : invalid("alg: the app has no key for %s".formatted(jws.algorithm()));
  }

  private static void requireSignature(KeySet set, Jws jws) {
    List<TokenKey> candidates = set.candidates(jws);
    if (candidates.isEmpty()) {
      throw invalid(
          jws.keyId().isPresent()
              ? "kid: not in the app's key set for this alg"
              : "alg: not in the app's key set");
    }
    if (candidates.size() > KeySet.MAX_UNNAMED) {
      throw invalid("kid: missing (expected: one of the app's key set, which holds several)");
    }
    for (TokenKey key : candidates) {
      if (key.verifies(jws)) {
        return;
      }
    }
    throw badSignature();
  }

  private TokenClaims accepted(App app, Jws jws) {
    TokenClaims claims = TokenClaims.parse(jws.payload());
    TokenRules rules = app.tokens();
    Instant now = clock.instant();
    if (rules.issuer().isPresent() && !rules.issuer().equals(claims.issuer())) {
      throw invalid("iss: not the issuer this app takes tokens from");
    }
    if (rules.audience().isPresent() && !claims.audience().contains(rules.audience().get())) {
      throw invalid("aud: made for somebody else");
    }
    Instant latest = now.plus(settings.leeway());
    if (claims.notBefore().isPresent() && claims.notBefore().get().isAfter(latest)) {
      throw invalid(
          "nbf: not valid yet, %d s too early".formatted(seconds(now, claims.notBefore().get())));
    }
    if (claims.issuedAt().isPresent() && claims.issuedAt().get().isAfter(latest)) {
      throw invalid("iat: in the future by %d s".formatted(seconds(now, claims.issuedAt().get())));
    }
    if (!now.isBefore(claims.expires().plus(settings.leeway()))) {
      throw new Refused(
          Problem.TOKEN_EXPIRED, "exp: passed %d s ago".formatted(seconds(claims.expires(), now)));
    }
    return claims;
  }

  private List<TokenKey> keys(App app) {
    TokenRules rules = app.tokens();
    @Nullable AppKeys known = keys.get(app.id());
    if (known == null || !known.rules().equals(rules)) {
      known = new AppKeys(rules, publicKeys(rules));
      keys.put(app.id(), known);
    }
    return known.keys();
  }

  private static List<TokenKey> publicKeys(TokenRules rules) {
    return rules.publicKeys().stream()
        .map(pem -> TokenKey.of(Pem.publicKey(pem), java.util.Optional.empty()))
        .toList();
  }

  private static Refused badSignature() {
    return invalid("signature: not by a key of this app");
  }

  private static long seconds(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds();
  }

  /** An app's keys and the rules they were read from. */
  private record AppKeys(TokenRules rules, List<TokenKey> keys) {}
}
