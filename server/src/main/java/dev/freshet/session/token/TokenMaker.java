package dev.freshet.session.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.freshet.model.Secret;
import dev.freshet.model.app.ChannelPattern;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes tokens on the command line and in tests. Applications make theirs with any JWT library; the
 * claims are those of {@link TokenClaims}.
 */
public final class TokenMaker {
  private static final int MIN_RSA_BITS = 2048;

  private final String algorithm;
  private final Optional<String> keyId;
  private final Signing signing;

  private TokenMaker(String algorithm, Optional<String> keyId, Signing signing) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.signing = signing;
  }

  /** Makes HS256 tokens with an app's secret. */
  public static TokenMaker withSecret(Secret secret) {
    return new TokenMaker("HS256", Optional.empty(), secret::hmacSha256);
  }

  /**
   * Makes RS256, ES256 or EdDSA tokens, after the kind of the key.
   *
   * @param pem a private key, {@code -----BEGIN PRIVATE KEY-----}
   * @param keyId {@code kid} of the key in the app's key set
   * @throws IllegalArgumentException when it is no such key
   */
  public static TokenMaker withPrivateKey(String pem, Optional<String> keyId) {
    PrivateKey key = Pem.privateKey(pem);
    return switch (key) {
      case RSAPrivateKey rsa when rsa.getModulus().bitLength() >= MIN_RSA_BITS ->
          new TokenMaker("RS256", keyId, signed -> sign("SHA256withRSA", key, signed));
      case ECPrivateKey ec when Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams())) ->
          new TokenMaker(
              "ES256", keyId, signed -> sign("SHA256withECDSAinP1363Format", key, signed));
      case EdECPrivateKey _ ->
          new TokenMaker("EdDSA", keyId, signed -> sign("Ed25519", key, signed));
      default ->
          throw new IllegalArgumentException(
              "private key: %s of another size or curve (expected: RSA from 2048 bits, EC P-256 or"
                      .formatted(key.getAlgorithm())
                  + " Ed25519)");
    };
  }

  /**
   * Makes a token.
   *
   * @param now becomes {@code iat}
   * @throws IllegalArgumentException when it would be larger than a node takes
   */
  public String make(TokenRequest request, Instant now) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm);
    header.put("typ", "JWT");
    keyId.ifPresent(kid -> header.put("kid", kid));
    String signed = encode(header) + "." + encode(claims(request, now));
    byte[] signature;
    try {
      signature = signing.of(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + ": the key does not sign (expected: it does)", e);
    }
    String token = signed + "." + encode(signature);
    if (token.length() > Jws.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "token: %d characters (expected: at most %d; use fewer or shorter patterns)"
              .formatted(token.length(), Jws.MAX_LENGTH));
    }
    return token;
  }

  private static Map<String, Object> claims(TokenRequest request, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    request.issuer().ifPresent(issuer -> claims.put("iss", issuer));
    request.user().ifPresent(user -> claims.put("sub", user));
    request.audience().ifPresent(audience -> claims.put("aud", audience));
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(request.life()).getEpochSecond());
    put(claims, "subscribe", request.subscribe());
    put(claims, "publish", request.publish());
    put(claims, "history", request.history());
    return claims;
  }

  private static void put(Map<String, Object> claims, String name, List<ChannelPattern> patterns) {
    if (!patterns.isEmpty()) {
      claims.put(name, patterns.stream().map(ChannelPattern::text).toList());
    }
  }

  private static byte[] sign(String name, PrivateKey key, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(signed);
    return signature.sign();
  }

  private static String encode(Map<String, Object> json) {
    return encode(JSONObjectUtils.toJSONString(json).getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** How a key signs. */
  @FunctionalInterface
  private interface Signing {
    byte[] of(byte[] signed) throws GeneralSecurityException;
  }
}
