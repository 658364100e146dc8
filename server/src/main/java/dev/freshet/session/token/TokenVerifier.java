package dev.freshet.session.token;

import static dev.freshet.session.token.Jws.invalid;

import com.nimbusds.jose.JWSAlgorithm;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import dev.freshet.model.app.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (RFC 7519 section 7.2, RFC 8725): the signature first, with the app's own keys of
 * the algorithm the token names, then time, issuer and audience. May be used from any thread and
 * blocks none: a MAC is computed by the caller, within microseconds; a public-key signature, which
 * takes up to half a millisecond, is verified on a virtual thread.
 */
public final class TokenVerifier {
  /**
   * The most signatures under way for each core. At half a millisecond each, the last of them waits
   * half a second; who comes then is told to come back instead of waiting longer.
   */
  private static final int UNDER_WAY_PER_CORE = 1_024;

  private final InstantSource clock;
  private final JwksSource source;
  private final TokenSettings settings;
  private final Consumer<JwksFetch> watcher;

  /** One permit for each signature that is being verified or is about to be. */
  private final Semaphore underWay;

  // Grown by configuration alone: one entry an app and one a key set's URL.
  private final ConcurrentMap<String, AppKeys> keys = new ConcurrentHashMap<>();
  private final ConcurrentMap<URI, JwksCache> keySets = new ConcurrentHashMap<>();

  /** A verifier with no key set fetched yet. */
  public TokenVerifier(InstantSource clock, JwksSource source, TokenSettings settings) {
    this(clock, source, settings, fetch -> {});
  }

  /**
   * A verifier whose fetches are watched.
   *
   * @param watcher hears how each fetch of a key set ended, on a virtual thread
   */
  public TokenVerifier(
      InstantSource clock, JwksSource source, TokenSettings settings, Consumer<JwksFetch> watcher) {
    this(
        clock,
        source,
        settings,
        watcher,
        UNDER_WAY_PER_CORE * Runtime.getRuntime().availableProcessors());
  }

  /**
   * A verifier with a bound of its own.
   *
   * @param most how many signatures may be under way at once, 1 or more
   */
  TokenVerifier(
      InstantSource clock,
      JwksSource source,
      TokenSettings settings,
      Consumer<JwksFetch> watcher,
      int most) {
    this.clock = clock;
    this.source = source;
    this.settings = settings;
    this.watcher = watcher;
    this.underWay = new Semaphore(most);
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
   * @return done already for HS256 and for what is refused unverified; else completed on a virtual
   *     thread. Fails with a bare {@link Refused}: {@code TOKEN_INVALID}, {@code TOKEN_EXPIRED},
   *     {@code KEYS_UNAVAILABLE}, or {@code OVERLOADED} when as many signatures are under way as
   *     may be
   */
  public CompletionStage<TokenClaims> verify(App app, String token) {
    Jws jws;
    try {
      jws = Jws.parse(token);
      if (jws.algorithm().equals(JWSAlgorithm.HS256)) {
        return CompletableFuture.completedFuture(withSecret(app, jws));
      }
      requireAnyKey(app, jws);
    } catch (Refused refused) {
      return CompletableFuture.failedFuture(refused);
    }
    if (!underWay.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.OVERLOADED, "too many tokens are being verified"));
    }
    CompletableFuture<TokenClaims> result = new CompletableFuture<>();
    Thread.ofVirtual().name("token").start(() -> verifySignature(app, jws, result));
    return result;
  }

  private TokenClaims withSecret(App app, Jws jws) {
    if (!TokenKey.of(app.secret()).verifies(jws)) {
      throw badSignature();
    }
    return accepted(app, jws);
  }

  /** Spares a thread for a token that no key could be of. */
  private void requireAnyKey(App app, Jws jws) {
    if (app.tokens().jwks().isEmpty()
        && keys(app).stream().noneMatch(key -> key.algorithm().equals(jws.algorithm()))) {
      throw invalid("alg: the app has no key for %s".formatted(jws.algorithm()));
    }
  }

  /** On a virtual thread that holds a permit. */
  private void verifySignature(App app, Jws jws, CompletableFuture<TokenClaims> result) {
    CompletionStage<TokenClaims> verified;
    try {
      verified = withPublicKey(app, jws);
    } catch (RuntimeException e) {
      verified = CompletableFuture.failedFuture(e);
    } finally {
      // Before the result is told: who hears it may bring the next token.
      underWay.release();
    }
    verified.whenComplete((@Nullable TokenClaims claims, @Nullable Throwable failure) -> {
      if (claims != null) {
        result.complete(claims);
      } else {
        result.completeExceptionally(bare(failure));
      }
    });
  }

  /** Done already, unless the key set must be fetched: then completed on the fetch's thread. */
  private CompletionStage<TokenClaims> withPublicKey(App app, Jws jws) {
    if (keys(app).stream().anyMatch(key -> key.verifies(jws))) {
      return CompletableFuture.completedFuture(accepted(app, jws));
    }
    URI uri = app.tokens().jwks().orElseThrow(TokenVerifier::badSignature);
    return keySets
        .computeIfAbsent(uri, it -> new JwksCache(it, source, settings, clock, watcher))
        .keysFor(jws)
        .thenApply(set -> {
          requireSignature(set, jws);
          return accepted(app, jws);
        });
  }

  private static Throwable bare(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause == null ? new IllegalStateException("neither claims nor failure") : cause;
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
