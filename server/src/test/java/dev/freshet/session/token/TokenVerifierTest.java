package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static dev.freshet.session.Fixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token must say, and in what form. Keys and algorithms: {@link TokenKeysTest}. */
class TokenVerifierTest {
  private static final Duration LEEWAY = Fixtures.SETTINGS.leeway();

  private final HandClock clock = new HandClock();
  private final Instant start = clock.instant();
  private final TokenVerifier verifier =
      new TokenVerifier(
          clock,
          (uri, timeout) -> {
            throw new IOException("no key set in this test");
          },
          Fixtures.SETTINGS);

  @Test
  void aTokenSignedWithTheSecretIsTaken() {
    TokenClaims claims = taken(app(), Keys.hs256(claims().build()));
    assertThat(claims.user()).contains("ann");
    assertThat(claims.subscribe()).containsExactly(new ChannelPattern("chat:*"));
    assertThat(claims.publish()).isEmpty();
    assertThat(claims.history()).isEmpty();
    assertThat(claims.expires()).isEqualTo(start.plusSeconds(60));
  }

  @Test
  void aTokenIsTakenUntilItExpiresAndTheLeewayIsOver() {
    String token = Keys.hs256(claims().build());
    clock.advance(Duration.ofSeconds(60).plus(LEEWAY).minusMillis(1));
    taken(app(), token);
    clock.advance(Duration.ofMillis(1));
    Refused refused = refused(app(), token);
    assertThat(refused.problem()).isEqualTo(Problem.TOKEN_EXPIRED);
    assertThat(refused.detail()).isEqualTo("exp: passed 10 s ago");
  }

  @Test
  void anExpiredTokenOfSomebodyElseIsInvalidNotExpired() {
    String token = Keys.hs256(claims().build());
    clock.advance(Duration.ofHours(1));
    App other = app("another secret that is long enough too", TokenRules.SECRET_ONLY);
    assertThat(refused(other, token).problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void aTokenIsNotTakenBeforeItsTimeLessTheLeeway() {
    Date later = Date.from(start.plusSeconds(30));
    String token = Keys.hs256(claims().notBeforeTime(later).build());
    assertThat(refused(app(), token).detail()).isEqualTo("nbf: not valid yet, 30 s too early");
    clock.advance(Duration.ofSeconds(20));
    taken(app(), token);
  }

  @Test
  void aTokenFromTheFutureIsRefused() {
    String token = Keys.hs256(claims().issueTime(Date.from(start.plusSeconds(11))).build());
    assertThat(refused(app(), token).detail()).isEqualTo("iat: in the future by 11 s");
    clock.advance(Duration.ofSeconds(1));
    taken(app(), token);
  }

  @Test
  void theAudienceMustBeAmongThoseOfTheToken() {
    App app = app(SECRET, rules(Optional.of("freshet"), Optional.empty()));
    taken(app, Keys.hs256(claims().audience("freshet").build()));
    taken(app, Keys.hs256(claims().audience(List.of("web", "freshet")).build()));
    assertThat(refused(app, Keys.hs256(claims().audience("web").build())).detail())
        .startsWith("aud: ");
    assertThat(refused(app, Keys.hs256(claims().build())).detail()).startsWith("aud: ");
  }

  @Test
  void theIssuerMustBeTheConfiguredOne() {
    App app = app(SECRET, rules(Optional.empty(), Optional.of("https://id.example")));
    taken(app, Keys.hs256(claims().issuer("https://id.example").build()));
    assertThat(refused(app, Keys.hs256(claims().issuer("https://id.example/").build())).detail())
        .startsWith("iss: ");
    assertThat(refused(app, Keys.hs256(claims().build())).detail()).startsWith("iss: ");
  }

  @Test
  void aTokenWithoutExpiryIsRefused() {
    JWTClaimsSet claims = new JWTClaimsSet.Builder().subject("ann").build();
    assertThat(refused(app(), Keys.hs256(claims)).detail()).startsWith("exp: missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1767225660000", "-1", "1e300", "\"1767225660\"", "true", "[]", "{}"})
  void aTimeThatIsNotInSecondsIsRefused(String exp) {
    assertThat(refusedClaims("{\"exp\":%s}".formatted(exp)).detail())
        .startsWith("exp: not a time (expected: seconds since 1970)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"exp\":2e9,\"sub\":7}|sub: not a text",
        "{\"exp\":2e9,\"sub\":\"\"}|sub: malformed",
        "{\"exp\":2e9,\"sub\":\"a\\nb\"}|sub: malformed",
        "{\"exp\":2e9,\"iss\":[]}|iss: not a text",
        "{\"exp\":2e9,\"aud\":7}|aud: not a list",
        "{\"exp\":2e9,\"aud\":[7]}|aud: an item that is not a text",
        "{\"exp\":2e9,\"subscribe\":\"chat\"}|subscribe: not a list",
        "{\"exp\":2e9,\"publish\":{}}|publish: not a list",
        "{\"exp\":2e9,\"history\":[null]}|history: an item that is not a text",
        "{\"exp\":2e9,\"subscribe\":[\"\"]}|subscribe: a pattern of 0 characters",
        "{\"exp\":2e9,\"exp\":2e9}|payload: malformed",
        "{\"exp\":2e9|payload: malformed",
        "[]|payload: malformed",
        "[[\"exp\",2e9]]|payload: malformed",
        "null|payload: malformed",
        "\"exp\"|payload: malformed",
        "''|payload: malformed",
      })
  void aClaimOfTheWrongShapeIsRefused(String payload, String detail) {
    assertThat(refusedClaims(payload).detail()).startsWith(detail);
  }

  @Test
  void aUserIsAtMost200Characters() {
    taken(app(), Keys.hs256(claims().subject("u".repeat(200)).build()));
    assertThat(refused(app(), Keys.hs256(claims().subject("u".repeat(201)).build())).detail())
        .startsWith("sub: ");
  }

  @Test
  void aGrantListsAtMost100PatternsOf200Characters() {
    taken(app(), Keys.hs256(claims().claim("publish", Collections.nCopies(100, "a")).build()));
    List<String> many = Collections.nCopies(101, "a");
    assertThat(refused(app(), Keys.hs256(claims().claim("publish", many).build())).detail())
        .isEqualTo("publish: 101 items (expected: at most 100)");
    List<String> big = List.of("a".repeat(201));
    assertThat(refused(app(), Keys.hs256(claims().claim("publish", big).build())).detail())
        .startsWith("publish: a pattern of 201 characters");
  }

  @Test
  void deepNestingIsRefusedNotFollowed() {
    String deep = "{\"exp\":2e9,\"x\":" + "[".repeat(3000) + "]".repeat(3000) + "}";
    assertThat(refusedClaims(deep).detail()).startsWith("payload: malformed");
  }

  @Test
  void aTokenLongerThan8KibIsRefusedBeforeItIsRead() {
    String token = "a".repeat(8 * 1024 + 1);
    assertThat(refused(app(), token).detail())
        .isEqualTo("token: 8193 characters (expected: at most 8192)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", " . . "})
  void aTextThatIsNoTokenIsRefused(String text) {
    assertThat(refused(app(), text).problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void noCharacterOfATokenCanBeChanged() {
    String token = Keys.hs256(claims().build());
    int lastOfSignature = token.length() - 1; // its low bits are padding and mean nothing
    for (int i = 0; i < lastOfSignature; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(refused(app(), tampered).problem())
          .as("character %d", i)
          .isEqualTo(Problem.TOKEN_INVALID);
    }
  }

  @Test
  void aTokenIsNotPaddedNorWrapped() {
    String token = Keys.hs256(claims().build());
    for (String changed : List.of(token + "=", token + "\n", " " + token, token + ".")) {
      assertThat(refused(app(), changed).problem()).isEqualTo(Problem.TOKEN_INVALID);
    }
  }

  @Test
  void aRefusalQuotesNothingOfTheToken() {
    String payload = "{\"exp\":2e9,\"sub\":\"private-user\",\"aud\":\"private-aud\"}";
    App app = app(SECRET, rules(Optional.of("freshet"), Optional.empty()));
    String token = Keys.hs256("{\"alg\":\"HS256\",\"kid\":\"private-kid\"}", payload);
    for (String text : List.of(token, token.replace('.', '!'), token.substring(0, 60) + "\"")) {
      Refused refused = refused(app, text);
      assertThat(refused.toString()).doesNotContain("private").doesNotContain(text.substring(0, 9));
    }
  }

  @Test
  void aTokenThatWasTakenApartPrintsNothingOfItself() {
    assertThat(Jws.parse(Keys.hs256(claims().build()))).hasToString("token signed with HS256");
  }

  private JWTClaimsSet.Builder claims() {
    return Keys.claims(start);
  }

  private static TokenRules rules(Optional<String> audience, Optional<String> issuer) {
    return new TokenRules(audience, issuer, List.of(), Optional.empty());
  }

  private TokenClaims taken(App app, String token) {
    return verifier.verify(app, token).toCompletableFuture().join();
  }

  private Refused refused(App app, String token) {
    return refusal(verifier.verify(app, token));
  }

  private Refused refusedClaims(String payload) {
    return refused(app(), Keys.hs256("{\"alg\":\"HS256\"}", payload));
  }
}
