package dev.freshet.session;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static dev.freshet.session.Fixtures.refusal;
import static dev.freshet.session.Fixtures.rule;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.App;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final HandClock clock = new HandClock();
  private final Metrics metrics = new Metrics();
  private final App app = app();
  private final Authorizer authorizer =
      new Authorizer(
          clock,
          (uri, timeout) -> {
            throw new IOException("no key set in this test");
          },
          Fixtures.SETTINGS,
          metrics);

  @Test
  void noCredentialsGrantNothingAndAreNoError() {
    assertThat(grant(Credentials.NONE)).isSameAs(Grant.NONE);
  }

  @Test
  void theSecretGrantsEverything() {
    Grant grant = grant(Credentials.bearer(SECRET));
    assertThat(grant).isSameAs(Grant.ALL);
    for (Action action : Action.values()) {
      assertThat(authorizer.check(grant, rule(Access.SECRET), action, "chat")).isNull();
    }
  }

  @Test
  void theSecretIsNotTakenFromTheUrl() {
    Refused refused = refused(new Credentials(null, SECRET, null));
    assertThat(refused.problem()).isEqualTo(Problem.TOKEN_INVALID);
    assertThat(refused.detail()).doesNotContain(SECRET);
  }

  @Test
  void aTokenGrantsTheChannelsItNames() throws Exception {
    Grant grant = grant(new Credentials(null, token(), null));
    assertThat(grant.user()).contains("ann");
    assertThat(grant.expires())
        .contains(clock.instant().plus(MINUTE).plus(Fixtures.SETTINGS.leeway()));
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "chat:1")).isNull();
    assertThat(problem(grant, Access.TOKEN, Action.PUBLISH, "chat:1")).isNull();
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "news")).isEqualTo(Problem.FORBIDDEN);
    assertThat(problem(grant, Access.TOKEN, Action.PUBLISH, "chat:2")).isEqualTo(Problem.FORBIDDEN);
    assertThat(problem(grant, Access.TOKEN, Action.HISTORY, "chat:1")).isEqualTo(Problem.FORBIDDEN);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void anOpenChannelNeedsNoCredentialsAndAClosedOneDoes(Action action) {
    assertThat(problem(Grant.NONE, Access.OPEN, action, "chat")).isNull();
    assertThat(problem(Grant.NONE, Access.TOKEN, action, "chat")).isEqualTo(Problem.UNAUTHORIZED);
    assertThat(problem(Grant.NONE, Access.SECRET, action, "chat")).isEqualTo(Problem.UNAUTHORIZED);
  }

  @Test
  void aTokenIsNotEnoughWhereTheSecretIsNeeded() throws Exception {
    Grant grant = grant(Credentials.bearer(token()));
    assertThat(problem(grant, Access.SECRET, Action.SUBSCRIBE, "chat:1"))
        .isEqualTo(Problem.FORBIDDEN);
  }

  @Test
  void aGrantEndsWithItsTokenAndItsLeeway() throws Exception {
    Grant grant = grant(Credentials.bearer(token()));
    clock.advance(MINUTE.plus(Fixtures.SETTINGS.leeway()).minusSeconds(1));
    assertThat(problem(grant, Access.TOKEN, Action.PUBLISH, "chat:1")).isNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(problem(grant, Access.TOKEN, Action.PUBLISH, "chat:1"))
        .isEqualTo(Problem.TOKEN_EXPIRED);
    assertThat(problem(grant, Access.OPEN, Action.PUBLISH, "chat:1")).isNull();
  }

  @Test
  void wrongCredentialsAreAnErrorEvenWhereNoneAreNeeded() {
    assertThat(refused(Credentials.bearer("not-the-secret")).problem())
        .isEqualTo(Problem.TOKEN_INVALID);
    assertThat(refused(Credentials.bearer("")).problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void oneRequestBringsOneKindOfCredentials() throws Exception {
    assertThat(refused(new Credentials(SECRET, token(), null)).problem())
        .isEqualTo(Problem.BAD_REQUEST);
  }

  @Test
  void aSignedUrlGrantsHearingItsChannelsUntilItExpires() {
    Credentials url = signedUrl("/channels?channel=a&channel=b", List.of("a", "b"));
    Grant grant = grant(url);
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "a")).isNull();
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "b")).isNull();
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "ab")).isEqualTo(Problem.FORBIDDEN);
    assertThat(problem(grant, Access.TOKEN, Action.PUBLISH, "a")).isEqualTo(Problem.FORBIDDEN);
    assertThat(problem(grant, Access.TOKEN, Action.HISTORY, "a")).isEqualTo(Problem.FORBIDDEN);
    clock.advance(MINUTE.plus(Fixtures.SETTINGS.leeway()));
    assertThat(problem(grant, Access.TOKEN, Action.SUBSCRIBE, "a"))
        .isEqualTo(Problem.TOKEN_EXPIRED);
    assertThat(refused(url).problem()).isEqualTo(Problem.TOKEN_EXPIRED);
  }

  @Test
  void aStarInASignedUrlIsNoPattern() {
    assertThat(refused(signedUrl("/channels/*", List.of("*"))).problem())
        .isEqualTo(Problem.BAD_CHANNEL);
  }

  @Test
  void aUrlSignedForAnotherAppIsRefused() {
    App other = app("another secret", app.tokens());
    Credentials url = signedUrl("/channels/a", List.of("a"));
    assertThat(refusal(authorizer.authenticate(other, url)).problem())
        .isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void tokensAndSignedUrlsAreCountedByWhatBecameOfThem() throws Exception {
    App keyless =
        app(
            SECRET,
            new TokenRules(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(URI.create("https://keys.example/jwks"))));
    Credentials url = signedUrl("/channels/a", List.of("a"));
    String token = token();
    grant(Credentials.NONE);
    grant(Credentials.bearer(SECRET));
    assertThat(counted()).isEqualTo("valid 0 invalid 0 expired 0 unavailable 0");
    grant(Credentials.bearer(token));
    grant(url);
    refused(Credentials.bearer("not-the-secret"));
    assertThat(counted()).isEqualTo("valid 2 invalid 1 expired 0 unavailable 0");
    clock.advance(MINUTE.plus(Fixtures.SETTINGS.leeway()));
    refused(Credentials.bearer(token));
    refused(url);
    assertThat(counted()).isEqualTo("valid 2 invalid 1 expired 2 unavailable 0");
    String header = token.replaceFirst("^[^.]*", "eyJhbGciOiJSUzI1NiJ9"); // {"alg":"RS256"}
    assertThat(refusal(authorizer.authenticate(keyless, Credentials.bearer(header))).problem())
        .isEqualTo(Problem.KEYS_UNAVAILABLE);
    assertThat(counted()).isEqualTo("valid 2 invalid 1 expired 2 unavailable 1");
    assertThat(metrics.value(Metric.JWKS_FETCHES, "failed")).isEqualTo(1);
    assertThat(metrics.value(Metric.JWKS_FETCHES, "ok")).isZero();
  }

  @Test
  void nothingOfTheCredentialsIsPrinted() throws Exception {
    String token = token();
    Credentials url = signedUrl("/channels/room", List.of("room"));
    assertThat(new Credentials(token, SECRET, url.signedUrl()).toString())
        .isEqualTo("Credentials[bearer=***, queryToken=***, signedUrl=***]");
    assertThat(url).asString().doesNotContain("room");
    assertThat(grant(Credentials.bearer(token)).toString())
        .isEqualTo("Grant[subscribe=1, publish=1, history=0 patterns]");
    assertThat(Grant.ALL).hasToString("Grant[all]");
    assertThat(Grant.NONE).hasToString("Grant[none]");
  }

  private String counted() {
    return Stream.of("valid", "invalid", "expired", "unavailable")
        .map(outcome -> outcome + " " + (int) metrics.value(Metric.TOKENS, outcome))
        .collect(Collectors.joining(" "));
  }

  private Credentials signedUrl(String target, List<String> channels) {
    String url = SignedUrl.sign(app.secret(), URI.create(target), clock.instant().plus(MINUTE));
    return new Credentials(null, null, SignedUrl.read(url, channels));
  }

  private String token() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("ann")
                .expirationTime(Date.from(clock.instant().plus(MINUTE)))
                .claim("subscribe", List.of("chat:*"))
                .claim("publish", List.of("chat:1"))
                .build());
    jwt.sign(new MACSigner(SECRET));
    return jwt.serialize();
  }

  private Grant grant(Credentials credentials) {
    return authorizer.authenticate(app, credentials).toCompletableFuture().join();
  }

  private Refused refused(Credentials credentials) {
    return refusal(authorizer.authenticate(app, credentials));
  }

  private @Nullable Problem problem(Grant grant, Access access, Action action, String channel) {
    Refused refused = authorizer.check(grant, rule(access), action, channel);
    return refused == null ? null : refused.problem();
  }
}
