package dev.freshet.session.token;

import static dev.freshet.session.Fixtures.SECRET;
import static dev.freshet.session.Fixtures.app;
import static dev.freshet.session.Fixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Fixtures.HandClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys verify which tokens, and that a token has no say in it (RFC 8725 section 2.1). */
class TokenKeysTest {
  private static final String CLAIMS = "{\"exp\":2000000000,\"subscribe\":[\"*\"]}";

  private final HandClock clock = new HandClock();
  private final JWTClaimsSet claims = Keys.claims(clock.instant()).build();
  private final TokenVerifier verifier =
      new TokenVerifier(
          clock,
          (uri, timeout) -> {
            throw new IOException("no key set in this test");
          },
          Fixtures.SETTINGS);

  private final App allKeys = withKeys(Keys.RSA, Keys.EC, Keys.ED);

  @Test
  void eachKindOfPublicKeyVerifiesItsOwnAlgorithm() {
    taken(allKeys, rs256(Keys.RSA));
    taken(allKeys, es256(Keys.EC));
    taken(allKeys, Keys.ed25519("{\"alg\":\"EdDSA\"}", CLAIMS, Keys.ED));
    taken(allKeys, Keys.ed25519("{\"alg\":\"Ed25519\"}", CLAIMS, Keys.ED));
  }

  @Test
  void oneOfSeveralKeysOfAKindIsEnough() {
    taken(withKeys(Keys.rsa(2048), Keys.RSA), rs256(Keys.RSA));
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() {
    assertThat(refused(allKeys, rs256(Keys.rsa(2048))).detail())
        .isEqualTo("signature: not by a key of this app");
    assertThat(refused(allKeys, es256(Keys.ec("secp256r1"))).detail())
        .isEqualTo("signature: not by a key of this app");
    String ed = Keys.ed25519("{\"alg\":\"EdDSA\"}", CLAIMS, Keys.pair("Ed25519"));
    assertThat(refused(allKeys, ed).detail()).isEqualTo("signature: not by a key of this app");
    App other = app("another secret that is long enough too", TokenRules.SECRET_ONLY);
    assertThat(refused(other, Keys.hs256(claims)).detail())
        .isEqualTo("signature: not by a key of this app");
  }

  @Test
  void anAlgorithmTheAppHasNoKeyForIsRefused() {
    assertThat(refused(app(), rs256(Keys.RSA)).detail())
        .isEqualTo("alg: the app has no key for RS256");
  }

  @Test
  void aSecretShorterThanTheLibraryLikesWorks() {
    App development = app("dev-secret", TokenRules.SECRET_ONLY);
    String header = Keys.part("{\"alg\":\"HS256\"}") + "." + Keys.part(CLAIMS);
    byte[] mac = Secret.of("dev-secret").hmacSha256(header.getBytes(StandardCharsets.US_ASCII));
    taken(development, header + "." + Keys.base64(mac));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "HS384",
        "HS512",
        "PS256",
        "RS512",
        "ES384",
        "Ed448",
        "hs256",
        "dir",
        "RSA-OAEP"
      })
  void noOtherAlgorithmIsTaken(String alg) {
    String header = "{\"alg\":\"%s\"}".formatted(alg);
    String signed = Keys.hs256(header, CLAIMS);
    String bare = signed.substring(0, signed.lastIndexOf('.') + 1);
    for (String token : List.of(signed, bare)) {
      assertThat(refused(allKeys, token).detail())
          .isEqualTo("alg: not taken (expected: HS256, RS256, ES256 or EdDSA)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"alg\":7}", "{\"alg\":null}", "{\"alg\":[\"HS256\"]}"})
  void aHeaderWithoutAlgorithmIsRefused(String header) {
    assertThat(refused(allKeys, Keys.hs256(header, CLAIMS)).detail()).startsWith("alg: not taken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "RS256", "ES256", "EdDSA"})
  void aTokenWithoutSignatureIsRefused(String alg) {
    String token = Keys.part("{\"alg\":\"%s\"}".formatted(alg)) + "." + Keys.part(CLAIMS) + ".";
    assertThat(refused(allKeys, token).problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  @Test
  void aPublicKeyIsNoSecret() {
    // The classic confusion: HS256 with what everybody knows, the public key, as the secret.
    for (KeyPair pair : List.of(Keys.RSA, Keys.EC, Keys.ED)) {
      Key key = pair.getPublic();
      for (byte[] guess :
          List.of(
              key.getEncoded(),
              Keys.pem(key).getBytes(StandardCharsets.US_ASCII),
              Keys.pem(key).strip().getBytes(StandardCharsets.US_ASCII))) {
        String text = Keys.part("{\"alg\":\"HS256\"}") + "." + Keys.part(CLAIMS);
        String token =
            text + "." + Keys.base64(Keys.hmac(guess, text.getBytes(StandardCharsets.US_ASCII)));
        assertThat(refused(allKeys, token).problem()).isEqualTo(Problem.TOKEN_INVALID);
      }
    }
  }

  @Test
  void aSignatureOfOneKindDoesNotPassAsAnother() {
    String rs256 = rs256(Keys.RSA);
    String signature = rs256.substring(rs256.lastIndexOf('.'));
    for (String alg : List.of("HS256", "ES256", "EdDSA")) {
      String token =
          Keys.part("{\"alg\":\"%s\"}".formatted(alg)) + "." + Keys.part(CLAIMS) + signature;
      assertThat(refused(allKeys, token).problem()).isEqualTo(Problem.TOKEN_INVALID);
    }
  }

  @Test
  void anAllZeroSignatureIsRefused() {
    // CVE-2022-21449: r = s = 0 once passed for every message.
    String text = Keys.part("{\"alg\":\"ES256\"}") + "." + Keys.part(CLAIMS);
    for (int length : List.of(0, 1, 63, 64, 65, 256)) {
      byte[] zeros = new byte[length];
      assertThat(refused(allKeys, text + "." + Keys.base64(zeros)).problem())
          .isEqualTo(Problem.TOKEN_INVALID);
      Arrays.fill(zeros, (byte) 0xff);
      assertThat(refused(allKeys, text + "." + Keys.base64(zeros)).problem())
          .isEqualTo(Problem.TOKEN_INVALID);
    }
  }

  @Test
  void aTokenThatBringsItsOwnKeyIsRefused() {
    KeyPair attacker = Keys.ec("secp256r1");
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .jwk(new ECKey.Builder(Curve.P_256, (ECPublicKey) attacker.getPublic()).build())
            .build();
    assertThat(refused(allKeys, Keys.signed(header, claims, attacker)).detail())
        .isEqualTo("jwk: in the header (expected: absent)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u", "x5c", "crit", "b64", "enc", "zip"})
  void aHeaderThatWouldChangeTheVerificationIsRefused(String field) {
    // Even when the token is otherwise right, and even when the field holds nothing.
    for (String value : List.of("null", "[]", "\"https://attacker.example/k\"", "[\"exp\"]")) {
      String header = "{\"alg\":\"HS256\",\"%s\":%s}".formatted(field, value);
      assertThat(refused(app(), Keys.hs256(header, CLAIMS)).detail())
          .isEqualTo(field + ": in the header (expected: absent)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
  void aTokenSaysItIsATokenOrNothing(String typ) {
    String header = "{\"alg\":\"HS256\",\"typ\":\"%s\"}".formatted(typ);
    taken(app(), Keys.hs256(header, CLAIMS));
    taken(app(), Keys.hs256("{\"alg\":\"HS256\"}", CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"dpop+jwt\"", "\"logout+jwt\"", "7", "\"\""})
  void aTokenForAnotherPurposeIsRefused(String typ) {
    String header = "{\"alg\":\"HS256\",\"typ\":%s}".formatted(typ);
    assertThat(refused(app(), Keys.hs256(header, CLAIMS)).detail()).startsWith("typ: ");
  }

  @Test
  void keysThatCannotBeUsedAreToldTheOperator() {
    assertThatThrownBy(() -> requireUsable(Keys.pem(Keys.rsa(1024).getPublic())))
        .hasMessage("public key: RSA of 1024 bits (expected: 2048 to 8192)");
    assertThatThrownBy(() -> requireUsable(Keys.pem(Keys.ec("secp384r1").getPublic())))
        .hasMessage("public key: EC of another kind (expected: RSA, EC P-256 or Ed25519)");
    assertThatThrownBy(() -> requireUsable(Keys.pem(Keys.pair("Ed448").getPublic())))
        .hasMessageStartingWith("public key: unreadable (expected: PEM of");
    assertThatThrownBy(() -> requireUsable(Keys.pem(Keys.RSA.getPrivate())))
        .hasMessageStartingWith("public key: unreadable (expected: PEM of");
    assertThatThrownBy(() -> requireUsable("not PEM"))
        .hasMessageStartingWith("public key: unreadable (expected: PEM of");
    requireUsable(Keys.pem(Keys.RSA.getPublic()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example/jwks",
        "http://127.0.0.1.example/jwks",
        "http://10.0.0.1/jwks",
        "ftp://keys.example/jwks",
        "file:///etc/jwks.json",
        "https:///jwks",
        "jwks.json",
        "https://user:word@keys.example/jwks",
      })
  void aKeySetIsFetchedOnlyWhereNobodyElseCanAnswer(String uri) {
    assertThatThrownBy(() -> HttpJwksSource.requireSafe(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("jwks: ")
        .hasMessageContaining("(expected: an https URL, or http on loopback")
        .hasMessageNotContaining("word@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example/jwks",
        "http://127.0.0.1:8080/jwks",
        "http://localhost/jwks",
        "http://[::1]:99/jwks"
      })
  void aSafeKeySetUrlIsTaken(String uri) {
    HttpJwksSource.requireSafe(URI.create(uri));
    TokenVerifier.requireUsable(
        new TokenRules(
            Optional.empty(), Optional.empty(), List.of(), Optional.of(URI.create(uri))));
  }

  @Test
  void anAppWhoseKeysWereReloadedIsVerifiedWithTheNewOnes() {
    String token = rs256(Keys.RSA);
    taken(withKeys(Keys.RSA), token);
    assertThat(refused(withKeys(Keys.rsa(2048)), token).problem()).isEqualTo(Problem.TOKEN_INVALID);
  }

  private static void requireUsable(String pem) {
    TokenVerifier.requireUsable(
        new TokenRules(Optional.empty(), Optional.empty(), List.of(pem), Optional.empty()));
  }

  private static App withKeys(KeyPair... pairs) {
    List<String> pems = Arrays.stream(pairs).map(pair -> Keys.pem(pair.getPublic())).toList();
    return app(SECRET, new TokenRules(Optional.empty(), Optional.empty(), pems, Optional.empty()));
  }

  private String rs256(KeyPair pair) {
    return Keys.signed(new JWSHeader(JWSAlgorithm.RS256), claims, pair);
  }

  private String es256(KeyPair pair) {
    return Keys.signed(new JWSHeader(JWSAlgorithm.ES256), claims, pair);
  }

  private void taken(App app, String token) {
    assertThat(verifier.verify(app, token)).succeedsWithin(Duration.ofSeconds(20));
  }

  private Refused refused(App app, String token) {
    return refusal(verifier.verify(app, token));
  }
}
