package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.model.Problem;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenMakerTest {
  private static final TokenRequest REQUEST =
      new TokenRequest(
          Optional.of("ann"),
          List.of(new ChannelPattern("chat:*"), new ChannelPattern("news")),
          List.of(new ChannelPattern("chat:1")),
          List.of(new ChannelPattern("news")),
          Duration.ofHours(1),
          Optional.of("freshet"),
          Optional.of("https://id.example"));

  private final HandClock clock = new HandClock();
  private final TokenVerifier verifier =
      new TokenVerifier(
          clock,
          (uri, timeout) -> {
            throw new IOException("no key set in this test");
          },
          Fixtures.SETTINGS);

  @Test
  void theLibraryTakesWhatTheMakerMakes() throws Exception {
    assertVerified(TokenMaker.withSecret(Secret.of(SECRET)), new MACVerifier(SECRET));
    assertVerified(maker(Keys.RSA), new RSASSAVerifier((RSAPublicKey) Keys.RSA.getPublic()));
    assertVerified(maker(Keys.EC), new ECDSAVerifier((ECPublicKey) Keys.EC.getPublic()));
  }

  @Test
  void anAppTakesAnEd25519TokenOfTheMaker() {
    App app = appOf(Keys.ED);
    String token = maker(Keys.ED).make(REQUEST, clock.instant());
    TokenClaims claims = verifier.verify(app, token).toCompletableFuture().join();
    assertThat(claims.user()).contains("ann");
    assertThat(claims.subscribe()).isEqualTo(REQUEST.subscribe());
    assertThat(claims.publish()).isEqualTo(REQUEST.publish());
    assertThat(claims.history()).isEqualTo(REQUEST.history());
    assertThat(claims.expires()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void theKeyIdIsInTheHeader() throws Exception {
    String token =
        TokenMaker.withPrivateKey(Keys.pem(Keys.EC.getPrivate()), Optional.of("2026-a"))
            .make(REQUEST, clock.instant());
    assertThat(SignedJWT.parse(token).getHeader().getKeyID()).isEqualTo("2026-a");
  }

  @Test
  void aKeyNoNodeWouldTakeIsRefused() {
    assertThatThrownBy(() -> maker(Keys.rsa(1024))).hasMessageStartingWith("private key: RSA of");
    assertThatThrownBy(() -> maker(Keys.ec("secp384r1")))
        .hasMessageStartingWith("private key: EC of another");
    String publicPem = Keys.pem(Keys.RSA.getPublic());
    assertThatThrownBy(() -> TokenMaker.withPrivateKey(publicPem, Optional.empty()))
        .hasMessageStartingWith("private key: unreadable (expected: ");
  }

  @Test
  void aTokenNoNodeWouldTakeIsNotMade() {
    List<ChannelPattern> long100 =
        Collections.nCopies(100, new ChannelPattern("a".repeat(ChannelPattern.MAX_LENGTH)));
    TokenMaker maker = TokenMaker.withSecret(Secret.of(SECRET));
    assertThatThrownBy(() -> maker.make(request("ann", long100, 60), clock.instant()))
        .hasMessageMatching("token: \\d+ characters \\(expected: at most 8192; .*\\)");
    List<ChannelPattern> many = Collections.nCopies(101, ChannelPattern.ALL);
    assertThatThrownBy(() -> request("ann", many, 60))
        .hasMessage("subscribe: 101 patterns (expected: at most 100)");
    assertThatThrownBy(() -> request("", List.of(), 60)).hasMessageStartingWith("user: malformed");
    assertThatThrownBy(() -> request("ann", List.of(), 0))
        .hasMessage("ttl: PT0S (expected: at least 1s)");
  }

  @Test
  void anExplanationShowsWhatATokenSaysAndThatItIsTaken() {
    App app = appOf(Keys.EC);
    String token = maker(Keys.EC).make(REQUEST, clock.instant());
    Explanation explanation = Explanation.of(verifier, app, token);
    assertThat(explanation.isTaken()).isTrue();
    assertThat(explanation.header()).contains("{\"alg\":\"ES256\",\"typ\":\"JWT\"}");
    assertThat(explanation.claims().orElseThrow())
        .contains("\"sub\":\"ann\"")
        .contains("\"iat\":%d,".formatted(clock.instant().getEpochSecond()))
        .contains("\"subscribe\":[\"chat:*\",\"news\"]");
    assertThat(explanation.granted().orElseThrow().publish()).isEqualTo(REQUEST.publish());
  }

  @Test
  void anExplanationSaysWhyATokenIsRefusedAndStillWhatItSays() {
    String token = maker(Keys.EC).make(REQUEST, clock.instant());
    clock.advance(Duration.ofHours(2));
    Explanation expired = Explanation.of(verifier, appOf(Keys.EC), token);
    assertThat(expired.isTaken()).isFalse();
    assertThat(expired.refusal().orElseThrow().problem()).isEqualTo(Problem.TOKEN_EXPIRED);
    assertThat(expired.claims().orElseThrow()).contains("\"sub\":\"ann\"");
    assertThat(expired.granted()).isEmpty();

    Explanation stranger = Explanation.of(verifier, app(), token);
    assertThat(stranger.refusal().orElseThrow().detail())
        .isEqualTo("alg: the app has no key for ES256");

    Explanation nonsense = Explanation.of(verifier, app(), "nonsense");
    assertThat(nonsense.header()).isEmpty();
    assertThat(nonsense.claims()).isEmpty();
    assertThat(nonsense.refusal().orElseThrow().problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void anExplanationCannotMoveTheCursorOfATerminal() {
    String payload = "{\"exp\":2000000000,\"x\":\"\\u001b[2J\u009b2J\u202e\"}";
    String token = Keys.hs256("{\"alg\":\"HS256\"}", payload);
    Explanation explanation = Explanation.of(verifier, app(), token);
    assertThat(explanation.claims().orElseThrow()).contains("\"x\":\"\\u001b[2J\\u009b2J\\u202e\"");
    assertThat(explanation).hasToString("Explanation[taken]");
  }

  private void assertVerified(TokenMaker maker, JWSVerifier library) throws Exception {
    SignedJWT jwt = SignedJWT.parse(maker.make(REQUEST, clock.instant()));
    assertThat(jwt.verify(library)).isTrue();
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("ann");
    assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("https://id.example");
    assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly("freshet");
    assertThat(jwt.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(clock.instant()));
    assertThat(jwt.getJWTClaimsSet().getStringListClaim("subscribe"))
        .containsExactly("chat:*", "news");
  }

  private static TokenRequest request(String user, List<ChannelPattern> subscribe, int seconds) {
    return new TokenRequest(
        Optional.of(user),
        subscribe,
        List.of(),
        List.of(),
        Duration.ofSeconds(seconds),
        Optional.empty(),
        Optional.empty());
  }

  private static TokenMaker maker(KeyPair pair) {
    return TokenMaker.withPrivateKey(Keys.pem(pair.getPrivate()), Optional.empty());
  }

  private static App appOf(KeyPair pair) {
    return app(
        SECRET,
        new TokenRules(
            Optional.of("freshet"),
            Optional.of("https://id.example"),
            List.of(Keys.pem(pair.getPublic())),
            Optional.empty()));
  }
}
