package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static dev.freshet.session.Fixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.freshet.model.Problem;
import dev.freshet.model.app.App;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Key sets over real HTTP: present, absent, slow, rotated, too large. */
class JwksTest {
  private static final Duration CACHE = Duration.ofMinutes(5);
  private static final Duration TIMEOUT = Duration.ofMillis(1500);

  private final HandClock clock = new HandClock();
  private final List<JwksFetch> fetches = new CopyOnWriteArrayList<>();
  private final TokenVerifier verifier = verifier(TIMEOUT);
  private final CountDownLatch letGo = new CountDownLatch(1);

  private KeyServer server;
  private App app;

  @BeforeEach
  void start() throws IOException {
    server = new KeyServer();
    app =
        app(
            SECRET,
            new TokenRules(
                Optional.empty(), Optional.empty(), List.of(), Optional.of(server.uri())));
  }

  @AfterEach
  void stop() {
    letGo.countDown();
    server.close();
  }

  @Test
  void aTokenOfAKeyInTheSetIsTakenAndTheSetIsFetchedOnce() {
    server.serve(
        KeyServer.rsa("r", Keys.RSA), KeyServer.ec("e", Keys.EC), KeyServer.ed("d", Keys.ED));
    taken(rs256("r", Keys.RSA));
    taken(signed(JWSAlgorithm.ES256, "e", Keys.EC));
    taken(Keys.ed25519("{\"alg\":\"EdDSA\",\"kid\":\"d\"}", "{\"exp\":2000000000}", Keys.ED));
    taken(Keys.hs256(Keys.claims(clock.instant()).build()));
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void whoWatchesHearsHowEachFetchEnded() {
    server.answer(KeyServer.status(500));
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
    clock.advance(JwksCache.FAILURE_PAUSE);
    server.answer(KeyServer.body("no key set"));
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
    clock.advance(JwksCache.FAILURE_PAUSE);
    server.serve(KeyServer.rsa("a", Keys.RSA));
    taken(rs256("a", Keys.RSA));
    taken(rs256("a", Keys.RSA));
    assertThat(fetches).containsExactly(JwksFetch.FAILED, JwksFetch.FAILED, JwksFetch.OK);
  }

  @Test
  void aTokenWithoutKidIsTriedAgainstTheKeysOfItsAlgorithm() {
    server.serve(KeyServer.rsa("a", Keys.rsa(2048)), KeyServer.rsa("b", Keys.RSA));
    taken(rs256(null, Keys.RSA));
  }

  @Test
  void aTokenWithoutKidIsNotTriedAgainstManyKeys() {
    List<JWK> keys = new ArrayList<>();
    KeyServer.kids(KeySet.MAX_UNNAMED + 1).forEach(kid -> keys.add(KeyServer.rsa(kid, Keys.RSA)));
    server.serve(keys.toArray(JWK[]::new));
    assertRefused(rs256(null, Keys.RSA), Problem.TOKEN_INVALID, "kid: missing");
    taken(rs256("k3", Keys.RSA));
  }

  @Test
  void aKidOfAnotherKeyDoesNotHelp() {
    KeyPair other = Keys.rsa(2048);
    server.serve(KeyServer.rsa("a", Keys.RSA), KeyServer.rsa("b", other));
    assertRefused(rs256("b", Keys.RSA), Problem.TOKEN_INVALID, "signature: ");
  }

  @Test
  void aRotatedKeyIsFoundAtOnce() {
    server.serve(KeyServer.rsa("old", Keys.RSA));
    taken(rs256("old", Keys.RSA));
    KeyPair next = Keys.rsa(2048);
    server.serve(KeyServer.rsa("new", next));
    taken(rs256("new", next));
    assertRefused(rs256("old", Keys.RSA), Problem.TOKEN_INVALID, "kid: ");
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void inventedKidsFetchTheSetAtMostOnceIn30Seconds() {
    server.serve(KeyServer.rsa("a", Keys.RSA));
    taken(rs256("a", Keys.RSA));
    for (int i = 0; i < 20; i++) {
      assertRefused(
          rs256("invented" + i, Keys.RSA), Problem.TOKEN_INVALID, "kid: not in the app's");
    }
    assertThat(server.requests()).isEqualTo(2);
    clock.advance(JwksCache.UNKNOWN_KEY_PAUSE);
    assertRefused(rs256("invented", Keys.RSA), Problem.TOKEN_INVALID, "kid: not in the app's");
    assertThat(server.requests()).isEqualTo(3);
  }

  @Test
  void aWithdrawnKeyIsRefusedOnceTheSetHasAged() {
    server.serve(KeyServer.rsa("a", Keys.RSA));
    String token = longLived("a");
    taken(token);
    server.serve(KeyServer.rsa("b", Keys.rsa(2048)));
    clock.advance(CACHE.minusMillis(1));
    taken(token);
    clock.advance(Duration.ofMillis(1));
    assertRefused(token, Problem.TOKEN_INVALID, "kid: not in the app's");
  }

  @Test
  void allWhoNeedTheSetWaitForOneFetchAndNobodyIsBlocked() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    KeyServer.Answer good =
        KeyServer.body("{\"keys\":[%s]}".formatted(KeyServer.rsa("a", Keys.RSA).toJSONString()));
    server.answer(exchange -> {
      asked.countDown();
      letGo.await();
      good.to(exchange);
    });
    String token = rs256("a", Keys.RSA);
    List<CompletableFuture<TokenClaims>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(verifier.verify(app, token).toCompletableFuture());
    }
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    letGo.countDown();
    for (CompletableFuture<TokenClaims> each : waiting) {
      assertThat(each.get(10, TimeUnit.SECONDS).user()).contains("ann");
    }
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void aSourceThatIsDownIsAnErrorAndIsLeftAloneForAWhile() {
    server.answer(KeyServer.status(500));
    String token = rs256("a", Keys.RSA);
    for (int i = 0; i < 10; i++) {
      assertRefused(token, Problem.KEYS_UNAVAILABLE, "the app's key set could not be fetched");
    }
    assertThat(server.requests()).isEqualTo(1);
    server.serve(KeyServer.rsa("a", Keys.RSA));
    clock.advance(JwksCache.FAILURE_PAUSE);
    taken(token);
  }

  @Test
  void aSourceThatRefusesConnectionsIsAnError() {
    server.close();
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void aSlowSourceIsGivenUp() {
    server.answer(exchange -> letGo.await());
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void aSourceWhoseBodyNeverEndsIsGivenUp() {
    server.answer(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("{\"keys\":[".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      letGo.await();
    });
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void oldKeysAreUsedWhileTheSourceIsDownButNotForever() {
    server.serve(KeyServer.rsa("a", Keys.RSA));
    String token = longLived("a");
    taken(token);
    server.answer(KeyServer.status(503));
    clock.advance(CACHE);
    taken(token);
    taken(token);
    assertThat(server.requests()).isEqualTo(2);
    clock.advance(JwksCache.MAX_STALE.minusSeconds(1));
    taken(token);
    clock.advance(Duration.ofSeconds(1));
    assertRefused(token, Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void nobodyWaitsForASourceThatFailedBeforeWhenTheKeyIsAtHand() {
    TokenVerifier patient = verifier(Duration.ofMinutes(1));
    server.serve(KeyServer.rsa("a", Keys.RSA));
    String token = longLived("a");
    taken(patient, token);
    server.answer(KeyServer.status(503));
    clock.advance(CACHE);
    taken(patient, token);
    server.answer(exchange -> letGo.await());
    clock.advance(JwksCache.FAILURE_PAUSE);
    taken(patient, token);
    assertThat(letGo.getCount()).isEqualTo(1);
  }

  @Test
  void aSetThatIsTooLargeIsRefused() {
    server.answer(KeyServer.body("{\"keys\":[],\"x\":\"%s\"}".formatted("a".repeat(256 * 1024))));
    assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void aSetOfTooManyKeysIsRefused() {
    List<JWK> keys = new ArrayList<>();
    KeyServer.kids(KeySet.MAX_KEYS + 1).forEach(kid -> keys.add(KeyServer.ec(kid, Keys.EC)));
    server.serve(keys.toArray(JWK[]::new));
    assertRefused(
        signed(JWSAlgorithm.ES256, "k0", Keys.EC), Problem.KEYS_UNAVAILABLE, "the app's key set");
  }

  @Test
  void whatIsNoKeySetIsRefused() {
    for (String body : List.of("", "[]", "null", "{}", "{\"keys\":7}", "<html>", "{\"keys\":[]}")) {
      server.answer(KeyServer.body(body));
      assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
      clock.advance(JwksCache.FAILURE_PAUSE);
    }
    assertThat(server.requests()).isEqualTo(7);
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (KeyServer elsewhere = new KeyServer()) {
      elsewhere.serve(KeyServer.rsa("a", Keys.RSA));
      server.answer(exchange -> {
        exchange.getResponseHeaders().add("Location", elsewhere.uri().toString());
        exchange.sendResponseHeaders(302, -1);
      });
      assertRefused(rs256("a", Keys.RSA), Problem.KEYS_UNAVAILABLE, "the app's key set");
      assertThat(elsewhere.requests()).isZero();
    }
  }

  @Test
  void keysForOtherUsesAndFaultyKeysAreLeftOut() {
    KeyPair other = Keys.rsa(2048);
    String good = KeyServer.rsa("good", Keys.RSA).toJSONString();
    String forEncryption =
        new RSAKey.Builder((RSAPublicKey) other.getPublic())
            .keyID("enc")
            .keyUse(KeyUse.ENCRYPTION)
            .build()
            .toJSONString();
    String otherAlgorithm =
        new RSAKey.Builder((RSAPublicKey) other.getPublic())
            .keyID("ps")
            .algorithm(JWSAlgorithm.PS256)
            .build()
            .toJSONString();
    String small = KeyServer.rsa("small", Keys.rsa(1024)).toJSONString();
    server.answer(
        KeyServer.body(
            "{\"keys\":[7,null,{},{\"kty\":\"??\"},{\"kty\":\"RSA\",\"n\":\"AA\"},%s,%s,%s,%s]}"
                .formatted(small, forEncryption, otherAlgorithm, good)));
    taken(rs256("good", Keys.RSA));
    for (String kid : List.of("enc", "ps", "small")) {
      assertRefused(rs256(kid, other), Problem.TOKEN_INVALID, "kid: not in the app's");
    }
  }

  @Test
  void aSymmetricKeyInTheSetVerifiesNothing() {
    String known = "a symmetric key that everybody can fetch";
    JWK symmetric =
        new OctetSequenceKey.Builder(known.getBytes(StandardCharsets.UTF_8)).keyID("s").build();
    server.answer(
        KeyServer.body(
            "{\"keys\":[%s,%s]}"
                .formatted(symmetric.toJSONString(), KeyServer.rsa("r", Keys.RSA).toJSONString())));
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("s").build();
    assertRefused(
        Keys.signed(header, Keys.claims(clock.instant()).build(), known),
        Problem.TOKEN_INVALID,
        "signature: ");
  }

  private String rs256(@Nullable String kid, KeyPair pair) {
    return signed(JWSAlgorithm.RS256, kid, pair);
  }

  private String signed(JWSAlgorithm algorithm, @Nullable String kid, KeyPair pair) {
    return Keys.signed(
        new JWSHeader.Builder(algorithm).keyID(kid).build(),
        Keys.claims(clock.instant()).build(),
        pair);
  }

  private String longLived(String kid) {
    return Keys.signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(),
        Keys.claims(clock.instant().plus(Duration.ofDays(9))).issueTime(null).build(),
        Keys.RSA);
  }

  private TokenVerifier verifier(Duration timeout) {
    return new TokenVerifier(
        clock,
        new HttpJwksSource(),
        new TokenSettings(Duration.ofSeconds(10), CACHE, timeout),
        fetches::add);
  }

  private void taken(String token) {
    taken(verifier, token);
  }

  private void taken(TokenVerifier verifier, String token) {
    TokenClaims claims =
        verifier.verify(app, token).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(claims.expires()).isAfter(clock.instant());
  }

  private void assertRefused(String token, Problem problem, String detail) {
    var refused =
        refusal(verifier.verify(app, token).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS));
    assertThat(refused.problem()).as(refused.detail()).isEqualTo(problem);
    assertThat(refused.detail()).startsWith(detail);
  }
}
