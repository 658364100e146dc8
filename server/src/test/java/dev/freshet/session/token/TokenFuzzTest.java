package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.app;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Whatever bytes a token or a key set holds, it is read within its bounds or refused. */
class TokenFuzzTest {
  private static final TokenVerifier VERIFIER =
      new TokenVerifier(
          new HandClock(),
          (uri, timeout) -> {
            throw new IOException("no key set in this test");
          },
          Fixtures.SETTINGS);

  /** The claims are the input, and the signature over them is right. */
  @FuzzTest
  void anyClaimsAreReadWithinTheirBoundsOrRefused(byte[] input) {
    byte[] payload = Arrays.copyOf(input, Math.min(input.length, 5000));
    TokenClaims claims =
        verify(signed("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII), payload));
    if (claims == null) {
      return;
    }
    claims.user().ifPresent(user -> assertThat(user).hasSizeBetween(1, 200));
    assertThat(claims.expires()).isAfter(new HandClock().instant().minusSeconds(11));
    for (List<ChannelPattern> patterns :
        List.of(claims.subscribe(), claims.publish(), claims.history())) {
      assertThat(patterns).hasSizeLessThanOrEqualTo(TokenClaims.MAX_PATTERNS);
    }
  }

  /** The header is the input; the signature is a right one of HS256. */
  @FuzzTest
  void anyHeaderIsRefusedUnlessItSaysWhatTheSignatureIs(byte[] input) {
    byte[] header = Arrays.copyOf(input, Math.min(input.length, 2000));
    String token = signed(header, "{\"exp\":2000000000}".getBytes(StandardCharsets.US_ASCII));
    if (verify(token) != null) {
      Map<String, Object> fields = Jws.json("header", header);
      assertThat(fields.get("alg")).isEqualTo("HS256");
      assertThat(fields).doesNotContainKeys("crit", "jwk", "jku", "x5u", "x5c");
    }
  }

  /** The whole token is the input; nobody guesses the signature. */
  @FuzzTest
  void anyTextIsRefused(byte[] input) {
    assertThat(verify(new String(input, StandardCharsets.UTF_8))).isNull();
  }

  /** The input is what a key set's URL answers. */
  @FuzzTest
  void anyKeySetIsReadOrRefused(byte[] input) {
    try {
      KeySet set = KeySet.parse(input);
      assertThat(set.keys()).isNotEmpty().hasSizeLessThanOrEqualTo(KeySet.MAX_KEYS);
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("key set: ");
    }
  }

  private static @Nullable TokenClaims verify(String token) {
    try {
      return VERIFIER.verify(app(), token).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof Refused refused)) {
        throw e;
      }
      assertThat(refused.problem()).isIn(Problem.TOKEN_INVALID, Problem.TOKEN_EXPIRED);
      return null;
    }
  }

  private static String signed(byte[] header, byte[] payload) {
    return Keys.sign(Keys.base64(header) + "." + Keys.base64(payload));
  }
}
