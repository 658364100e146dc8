package dev.freshet.session.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import dev.freshet.model.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/**
 * A key that verifies tokens of exactly one algorithm, which is the key's own and never the
 * token's: that is what makes algorithm confusion impossible. May be used from any thread.
 */
final class TokenKey {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  private final JWSAlgorithm algorithm;
  private final Optional<String> keyId;
  private final Check check;

  private TokenKey(JWSAlgorithm algorithm, Optional<String> keyId, Check check) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.check = check;
  }

  /**
   * The app's secret, for HS256. The library's verifier refuses secrets under 256 bits; ours may be
   * shorter (an existing Pusher app's has 20 characters), so the MAC is computed and compared here.
   */
  static TokenKey of(Secret secret) {
    return new TokenKey(
        JWSAlgorithm.HS256,
        Optional.empty(),
        jws -> MessageDigest.isEqual(secret.hmacSha256(jws.signed()), jws.signature()));
  }

  /**
   * A public key.
   *
   * @throws IllegalArgumentException when it is of a kind, curve or size that is not taken
   */
  static TokenKey of(PublicKey key, Optional<String> keyId) {
    try {
      return switch (key) {
        case RSAPublicKey rsa -> {
          checkSize(rsa);
          yield library(JWSAlgorithm.RS256, keyId, new RSASSAVerifier(rsa));
        }
        case ECPublicKey ec when Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams())) ->
            library(JWSAlgorithm.ES256, keyId, new ECDSAVerifier(ec));
        case EdECPublicKey ed
            when ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName()) ->
            new TokenKey(JWSAlgorithm.EdDSA, keyId, jws -> verifyEd25519(ed, jws));
        default ->
            throw new IllegalArgumentException(
                "public key: %s of another kind (expected: RSA, EC P-256 or Ed25519)"
                    .formatted(key.getAlgorithm()));
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "public key: not usable (expected: RSA, EC P-256 or Ed25519)", e);
    }
  }

  JWSAlgorithm algorithm() {
    return algorithm;
  }

  /** The key's {@code kid} in its key set, if it came from one and has one. */
  Optional<String> keyId() {
    return keyId;
  }

  /** Whether this key signed the token; false, too, when the token names another algorithm. */
  boolean verifies(Jws jws) {
    if (!jws.algorithm().equals(algorithm)) {
      return false;
    }
    try {
      return check.passes(jws);
    } catch (GeneralSecurityException | JOSEException e) {
      return false; // a signature of the wrong length or form
    }
  }

  private static TokenKey library(
      JWSAlgorithm algorithm, Optional<String> keyId, JWSVerifier verifier) {
    // The verifier sees a header of ours, so nothing a token's header says can reach it.
    JWSHeader header = new JWSHeader(algorithm);
    return new TokenKey(
        algorithm,
        keyId,
        jws -> verifier.verify(header, jws.signed(), Base64URL.encode(jws.signature())));
  }

  /** The library verifies EdDSA only with a library of Google's; the JDK does it by itself. */
  private static boolean verifyEd25519(PublicKey key, Jws jws) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update(jws.signed());
    return signature.verify(jws.signature());
  }

  private static void checkSize(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new IllegalArgumentException(
          "public key: RSA of %d bits (expected: %d to %d)"
              .formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS));
    }
  }

  /** How a key looks at a signature. */
  @FunctionalInterface
  private interface Check {
    boolean passes(Jws jws) throws GeneralSecurityException, JOSEException;
  }
}
