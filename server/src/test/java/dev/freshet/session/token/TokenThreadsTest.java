package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static dev.freshet.session.Fixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.freshet.model.Problem;
import dev.freshet.model.app.App;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which thread verifies, and how many tokens are verified at once. */
class TokenThreadsTest {
  private static final int MOST = 3;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CountDownLatch letGo = new CountDownLatch(1);
  private final HeldClock clock = new HeldClock(letGo);
  private final KeyServer keys;

  TokenThreadsTest() throws IOException {
    keys = new KeyServer();
    keys.serve(
        KeyServer.rsa("RS256", Keys.RSA),
        KeyServer.ec("ES256", Keys.EC),
        KeyServer.ed("EdDSA", Keys.ED));
  }

  @AfterEach
  void stop() {
    letGo.countDown();
    keys.close();
  }

  @Test
  void aMacIsVerifiedByTheCaller() {
    letGo.countDown();
    var claims = verifier(MOST).verify(app(), Keys.hs256(Keys.claims(NOW).build()));
    assertThat(claims.toCompletableFuture()).isCompleted();
    assertThat(clock.asking).containsOnly(Thread.currentThread());
  }

  @Test
  void aPublicKeySignatureIsNeverVerifiedByTheCaller() {
    letGo.countDown();
    TokenVerifier verifier = verifier(MOST);
    for (App app : List.of(withPublicKeys(), withKeySet())) {
      for (String token : signed()) {
        // Twice, so that the key set is once to be fetched and once at hand.
        assertThat(verifier.verify(app, token)).succeedsWithin(LONG);
        assertThat(verifier.verify(app, token)).succeedsWithin(LONG);
      }
    }
    assertThat(clock.asking).isNotEmpty().allMatch(Thread::isVirtual);
  }

  @Test
  void aTokenBeyondTheBoundIsToldToComeBackAndOneIsTakenWhenAnotherIsDone() {
    TokenVerifier verifier = verifier(MOST);
    App app = withPublicKeys();
    String token = signed().getFirst();
    List<CompletableFuture<TokenClaims>> underWay = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      underWay.add(verifier.verify(app, token).toCompletableFuture());
    }
    assertThat(refusal(verifier.verify(app, token)).problem()).isEqualTo(Problem.OVERLOADED);
    assertThat(Problem.OVERLOADED.retryAfterSeconds()).isPositive();
    assertThat(underWay).noneMatch(CompletableFuture::isDone);
    letGo.countDown();
    assertThat(underWay).allSatisfy(each -> assertThat(each).succeedsWithin(LONG));
    assertThat(verifier.verify(app, token)).succeedsWithin(LONG);
  }

  @Test
  void aRefusedTokenGivesItsPlaceBack() {
    letGo.countDown();
    TokenVerifier verifier = verifier(1);
    String forged = signed(JWSAlgorithm.RS256, Keys.rsa(2048));
    for (int i = 0; i < 5; i++) {
      for (App app : List.of(withPublicKeys(), withKeySet())) {
        assertThat(refusal(verifier.verify(app, forged)).problem())
            .isEqualTo(Problem.TOKEN_INVALID);
      }
    }
  }

  @Test
  void aTokenThatNoKeyCouldBeOfTakesNoPlace() {
    TokenVerifier verifier = verifier(1);
    var waiting = verifier.verify(withPublicKeys(), signed().getFirst());
    assertThat(refusal(verifier.verify(app(), signed().getFirst())).problem())
        .isEqualTo(Problem.TOKEN_INVALID);
    assertThat(waiting.toCompletableFuture()).isNotDone();
  }

  private TokenVerifier verifier(int most) {
    return new TokenVerifier(clock, new HttpJwksSource(), Fixtures.SETTINGS, fetch -> {}, most);
  }

  private static App withPublicKeys() {
    List<String> pems =
        List.of(
            Keys.pem(Keys.RSA.getPublic()),
            Keys.pem(Keys.EC.getPublic()),
            Keys.pem(Keys.ED.getPublic()));
    return withKeys(pems, Optional.empty());
  }

  private App withKeySet() {
    return withKeys(List.of(), Optional.of(keys.uri()));
  }

  private static App withKeys(List<String> pems, Optional<URI> jwks) {
    return app(SECRET, new TokenRules(Optional.empty(), Optional.empty(), pems, jwks));
  }

  private static List<String> signed() {
    return List.of(
        signed(JWSAlgorithm.RS256, Keys.RSA),
        signed(JWSAlgorithm.ES256, Keys.EC),
        Keys.ed25519("{\"alg\":\"EdDSA\",\"kid\":\"EdDSA\"}", "{\"exp\":2000000000}", Keys.ED));
  }

  private static String signed(JWSAlgorithm algorithm, KeyPair pair) {
    var header = new JWSHeader.Builder(algorithm).keyID(algorithm.getName()).build();
    return Keys.signed(header, Keys.claims(NOW).build(), pair);
  }

  /** Stands still, notes who asks, and keeps them waiting until they are let go. */
  private record HeldClock(CountDownLatch letGo, ConcurrentLinkedQueue<Thread> asking)
      implements InstantSource {
    HeldClock(CountDownLatch letGo) {
      this(letGo, new ConcurrentLinkedQueue<>());
    }

    @Override
    public Instant instant() {
      asking.add(Thread.currentThread());
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return NOW;
    }
  }
}
