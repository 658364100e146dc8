package dev.freshet.session;

import static java.util.Objects.requireNonNull;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.session.token.JwksFetch;
import dev.freshet.session.token.JwksSource;
import dev.freshet.session.token.TokenClaims;
import dev.freshet.session.token.TokenSettings;
import dev.freshet.session.token.TokenVerifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what: {@link #authenticate} once for each request or connection, {@link
 * #check} for each command. May be used from any thread and blocks none.
 */
public final class Authorizer {

  /** What became of credentials that were checked; the secret is not counted. */
  private enum Outcome {
    VALID,
    INVALID,
    EXPIRED,
    UNAVAILABLE;

    static Outcome of(@Nullable Throwable failure) {
      if (failure == null) {
        return VALID;
      }
      Problem problem = failure instanceof Refused refused ? refused.problem() : Problem.INTERNAL;
      return switch (problem) {
        case TOKEN_EXPIRED -> EXPIRED;
        case KEYS_UNAVAILABLE, OVERLOADED, INTERNAL -> UNAVAILABLE;
        default -> INVALID;
      };
    }
  }

  private final InstantSource clock;
  private final TokenSettings settings;
  private final TokenVerifier tokens;
  private final Map<Outcome, Count> outcomes;

  /**
   * An authorizer with no key set fetched yet.
   *
   * @param source where key sets come from; {@code HttpJwksSource} outside tests
   * @param metrics counts what is checked and what is fetched
   */
  public Authorizer(
      InstantSource clock, JwksSource source, TokenSettings settings, Metrics metrics) {
    this.clock = clock;
    this.settings = settings;
    var fetches = metrics.each(Metric.JWKS_FETCHES, JwksFetch.class, Authorizer::label);
    this.tokens =
        new TokenVerifier(
            clock, source, settings, fetch -> requireNonNull(fetches.get(fetch)).increment());
    this.outcomes = metrics.each(Metric.TOKENS, Outcome.class, Authorizer::label);
  }

  /**
   * Tells the operator, at start and on reload, what is wrong with an app's keys.
   *
   * @throws IllegalArgumentException naming the fault
   */
  public static void requireUsable(App app) {
    TokenVerifier.requireUsable(app.tokens());
  }

  /**
   * Verifies what a request brought. Credentials that are there must be right even where none are
   * needed: a client that believes it is somebody should learn that it is not.
   *
   * @return {@link Grant#NONE} for no credentials. Done already, unless a token is signed with a
   *     public-key algorithm: then completed on a virtual thread, and the caller hops back to its
   *     loop. Fails with a bare {@link Refused}: {@code TOKEN_INVALID}, {@code TOKEN_EXPIRED},
   *     {@code KEYS_UNAVAILABLE}, {@code OVERLOADED} when too many tokens are being verified, or
   *     {@code BAD_REQUEST} when more than one kind was brought (RFC 6750 section 2)
   */
  public CompletionStage<Grant> authenticate(App app, Credentials credentials) {
    if (credentials.count() > 1) {
      return refused(
          Problem.BAD_REQUEST,
          "credentials: more than one kind (expected: a bearer, a token or a signature)");
    }
    if (credentials.bearer() != null) {
      return app.secret().matches(credentials.bearer())
          ? CompletableFuture.completedFuture(Grant.ALL)
          : token(app, credentials.bearer());
    }
    if (credentials.queryToken() != null) {
      return token(app, credentials.queryToken());
    }
    if (credentials.signedUrl() != null) {
      var grant = signedUrl(app, credentials.signedUrl());
      // Not what this returns, which would hand a refusal on wrapped.
      grant.whenComplete((granted, failure) -> count(failure));
      return grant;
    }
    return CompletableFuture.completedFuture(Grant.NONE);
  }

  /**
   * Whether a grant covers a command under the channel's rule.
   *
   * @return null when it does; else {@code UNAUTHORIZED} when there were no credentials, {@code
   *     TOKEN_EXPIRED} when they ended since, {@code FORBIDDEN} when they do not reach this far
   */
  public @Nullable Refused check(Grant grant, ChannelRule rule, Action action, String channel) {
    Access access = rule.access(action);
    if (access == Access.OPEN || grant.isSecret()) {
      return null;
    }
    if (grant == Grant.NONE) {
      return new Refused(
          Problem.UNAUTHORIZED,
          access == Access.SECRET
              ? "%s needs the app's secret".formatted(verb(action))
              : "%s needs a token, a signed URL or the app's secret".formatted(verb(action)));
    }
    if (access == Access.SECRET) {
      return new Refused(Problem.FORBIDDEN, "%s needs the app's secret".formatted(verb(action)));
    }
    if (!grant.allows(action, channel)) {
      return new Refused(
          Problem.FORBIDDEN, "%s is not granted for this channel".formatted(verb(action)));
    }
    if (grant.expires().isPresent() && !clock.instant().isBefore(grant.expires().get())) {
      return new Refused(Problem.TOKEN_EXPIRED, "the credentials of this connection have expired");
    }
    return null;
  }

  private CompletionStage<Grant> token(App app, String token) {
    CompletableFuture<Grant> result = new CompletableFuture<>();
    // Not thenApply, which would hand a refusal on wrapped.
    tokens
        .verify(app, token)
        .whenComplete((@Nullable TokenClaims claims, @Nullable Throwable failure) -> {
          count(failure);
          if (claims != null) {
            result.complete(grant(claims));
          } else {
            result.completeExceptionally(
                failure == null ? new IllegalStateException("no claims") : failure);
          }
        });
    return result;
  }

  private Grant grant(TokenClaims claims) {
    return Grant.of(
        claims.user().orElse(null),
        claims.expires().plus(settings.leeway()),
        claims.subscribe(),
        claims.publish(),
        claims.history());
  }

  private CompletionStage<Grant> signedUrl(App app, SignedUrl url) {
    if (!url.isSignedWith(app.secret())) {
      return refused(
          Problem.TOKEN_INVALID, "signature: not by this app's secret, or not of this URL");
    }
    Instant end = url.expires().plus(settings.leeway());
    if (!clock.instant().isBefore(end)) {
      return refused(Problem.TOKEN_EXPIRED, "expires: passed");
    }
    // A star in a name would be a pattern here.
    if (!url.channels().stream().allMatch(ChannelName::isValid)) {
      return refused(Problem.BAD_CHANNEL, "the signed URL names a channel that cannot be");
    }
    List<ChannelPattern> channels = url.channels().stream().map(ChannelPattern::new).toList();
    return CompletableFuture.completedFuture(Grant.of(null, end, channels, List.of(), List.of()));
  }

  private void count(@Nullable Throwable failure) {
    requireNonNull(outcomes.get(Outcome.of(failure))).increment();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static CompletionStage<Grant> refused(Problem problem, String detail) {
    return CompletableFuture.failedFuture(new Refused(problem, detail));
  }

  private static String verb(Action action) {
    return switch (action) {
      case PUBLISH -> "publishing";
      case SUBSCRIBE -> "subscribing";
      case HISTORY -> "reading history";
    };
  }
}
