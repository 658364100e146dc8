package dev.freshet.session.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key Set (RFC 7517) as far as it can verify tokens: keys for other uses, of other kinds
 * or with faults are left out, as section 5 asks.
 *
 * @param keys at most {@value #MAX_KEYS}, never empty
 */
record KeySet(List<TokenKey> keys) {

  /** The most keys a set may hold, usable or not. */
  static final int MAX_KEYS = 64;

  /**
   * The most keys a token without {@code kid} is tried against, so that nobody without a key can
   * make a node spend more than this many verifications on one request.
   */
  static final int MAX_UNNAMED = 4;

  /** What a SubjectPublicKeyInfo of Ed25519 begins with (RFC 8410 section 10.1). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_BYTES = 32;

  /** Copies the list. */
  KeySet {
    keys = List.copyOf(keys);
  }

  /**
   * Reads a key set.
   *
   * @throws IOException when it is malformed, too large, or holds no key that can be used
   */
  static KeySet parse(byte[] json) throws IOException {
    if (json.length > JwksSource.MAX_BYTES) {
      throw new IOException(
          "key set: %d bytes (expected: at most %d)".formatted(json.length, JwksSource.MAX_BYTES));
    }
    List<?> entries = entries(json);
    if (entries.size() > MAX_KEYS) {
      throw new IOException(
          "key set: %d keys (expected: at most %d)".formatted(entries.size(), MAX_KEYS));
    }
    List<TokenKey> keys = new ArrayList<>();
    for (@Nullable Object entry : entries) {
      if (entry instanceof Map<?, ?> fields) {
        key(fields).ifPresent(keys::add);
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(
          "key set: no usable key (expected: RSA, EC P-256 or Ed25519 for signatures)");
    }
    return new KeySet(keys);
  }

  /** The keys a token may have been signed with: those of its algorithm and its {@code kid}. */
  List<TokenKey> candidates(Jws jws) {
    List<TokenKey> found = new ArrayList<>();
    for (TokenKey key : keys) {
      boolean named = jws.keyId().isEmpty() || jws.keyId().equals(key.keyId());
      if (named && key.algorithm().equals(jws.algorithm())) {
        found.add(key);
      }
    }
    return found;
  }

  private static List<?> entries(byte[] json) throws IOException {
    try {
      @Nullable Map<String, Object> set =
          JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8), JwksSource.MAX_BYTES);
      if (set != null && set.get("keys") instanceof List<?> list) {
        return list;
      }
    } catch (ParseException e) {
      throw new IOException("key set: malformed (expected: a JSON object with keys)", e);
    }
    throw new IOException("key set: no keys (expected: a JSON object with keys)");
  }

  private static Optional<TokenKey> key(Map<?, ?> fields) {
    try {
      @SuppressWarnings("unchecked") // the parser makes no other keys than texts
      JWK jwk = JWK.parse((Map<String, Object>) fields);
      if (!forSignatures(jwk)) {
        return Optional.empty();
      }
      TokenKey key = TokenKey.of(publicKey(jwk), Optional.ofNullable(jwk.getKeyID()));
      return fits(jwk.getAlgorithm(), key.algorithm()) ? Optional.of(key) : Optional.empty();
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static boolean forSignatures(JWK jwk) {
    boolean use = jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE);
    boolean operations =
        jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY);
    return use && operations;
  }

  private static boolean fits(@Nullable Algorithm stated, JWSAlgorithm ours) {
    return stated == null
        || stated.equals(ours)
        || (stated.equals(JWSAlgorithm.Ed25519) && ours.equals(JWSAlgorithm.EdDSA));
  }

  private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
    return switch (jwk) {
      case RSAKey rsa -> rsa.toRSAPublicKey();
      case ECKey ec -> ec.toECPublicKey();
      case OctetKeyPair okp when Curve.Ed25519.equals(okp.getCurve()) -> ed25519(okp.getDecodedX());
      default -> throw new IllegalArgumentException("a key of another kind");
    };
  }

  private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
    if (x.length != ED25519_BYTES) {
      throw new IllegalArgumentException("an Ed25519 key of another size");
    }
    byte[] der = new byte[ED25519_PREFIX.length + ED25519_BYTES];
    System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
    System.arraycopy(x, 0, der, ED25519_PREFIX.length, ED25519_BYTES);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }
}
