package dev.freshet.session.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token taken apart (RFC 7515 section 7.1), before its signature is verified. */
final class Jws {

  /** The longest token in characters. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final int MAX_KEY_ID = 200;

  /** What is taken in {@code alg}; {@code Ed25519} is RFC 9864's name for {@code EdDSA}. */
  private static final Map<String, JWSAlgorithm> ALGORITHMS =
      Map.of(
          "HS256", JWSAlgorithm.HS256,
          "RS256", JWSAlgorithm.RS256,
          "ES256", JWSAlgorithm.ES256,
          "EdDSA", JWSAlgorithm.EdDSA,
          "Ed25519", JWSAlgorithm.EdDSA);

  /**
   * Header fields by which a token would bring its own key or its own rules of verification (RFC
   * 8725 sections 3.10 and 2.8): refused, not skipped, because nobody sends them here by accident.
   */
  private static final List<String> REFUSED_FIELDS =
      List.of("crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "enc");

  private final JWSAlgorithm algorithm;
  private final Optional<String> keyId;
  private final byte[] payload;
  private final byte[] signed;
  private final byte[] signature;

  private Jws(
      JWSAlgorithm algorithm,
      Optional<String> keyId,
      byte[] payload,
      byte[] signed,
      byte[] signature) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.payload = payload;
    this.signed = signed;
    this.signature = signature;
  }

  /**
   * Takes a compact token apart.
   *
   * @throws Refused with {@code TOKEN_INVALID}
   */
  static Jws parse(String token) {
    List<String> parts = split(token);
    Map<String, Object> header = json("header", decode("header", parts.get(0)));
    for (String field : REFUSED_FIELDS) {
      if (header.containsKey(field)) {
        throw invalid(field + ": in the header (expected: absent)");
      }
    }
    JWSAlgorithm algorithm = algorithm(header.get("alg"));
    checkType(header.get("typ"));
    int end = token.lastIndexOf('.');
    return new Jws(
        algorithm,
        keyId(header.get("kid")),
        decode("payload", parts.get(1)),
        token.substring(0, end).getBytes(StandardCharsets.US_ASCII),
        decode("signature", parts.get(2)));
  }

  /** HS256, RS256, ES256 or EdDSA. */
  JWSAlgorithm algorithm() {
    return algorithm;
  }

  /** {@code kid}, which only ever chooses among the app's own keys. */
  Optional<String> keyId() {
    return keyId;
  }

  /** The claims, undecoded; read only. */
  byte[] payload() {
    return payload;
  }

  /** The bytes the signature is over; read only. */
  byte[] signed() {
    return signed;
  }

  /** The signature; read only. */
  byte[] signature() {
    return signature;
  }

  /** The three parts, still encoded. */
  static List<String> split(String token) {
    if (token.length() > MAX_LENGTH) {
      throw invalid(
          "token: %d characters (expected: at most %d)".formatted(token.length(), MAX_LENGTH));
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw invalid("token: not a signed JWT (expected: three parts with dots between)");
    }
    return List.of(
        token.substring(0, first), token.substring(first + 1, second), token.substring(second + 1));
  }

  /** Decodes strictly: no padding, no other alphabet, no white space. */
  static byte[] decode(String part, String text) {
    try {
      if (text.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the decoder's words, which quote the token.
    }
    throw invalid(part + ": not base64url (expected: RFC 4648 section 5, no padding)");
  }

  /** Reads a JSON object. */
  static Map<String, Object> json(String part, byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8).strip();
    try {
      // The library also takes an array of pairs for an object, and answers "null" with null.
      @Nullable Map<String, Object> read =
          text.startsWith("{") ? JSONObjectUtils.parse(text, MAX_LENGTH) : null;
      if (read != null) {
        return read;
      }
    } catch (ParseException e) {
      // Told below, without the parser's words, which quote the token.
    }
    throw invalid(part + ": malformed (expected: a JSON object)");
  }

  static Refused invalid(String detail) {
    return new Refused(Problem.TOKEN_INVALID, detail);
  }

  private static JWSAlgorithm algorithm(@Nullable Object alg) {
    @Nullable JWSAlgorithm known = alg instanceof String name ? ALGORITHMS.get(name) : null;
    if (known == null) {
      throw invalid("alg: not taken (expected: HS256, RS256, ES256 or EdDSA)");
    }
    return known;
  }

  /** RFC 8725 section 3.11: a token made for another purpose is not ours to take. */
  private static void checkType(@Nullable Object typ) {
    if (typ == null) {
      return;
    }
    String type = typ instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
    String bare = type.startsWith("application/") ? type.substring(12) : type;
    if (!bare.equals("jwt") && !bare.equals("at+jwt")) {
      throw invalid("typ: another kind of token (expected: JWT or at+jwt)");
    }
  }

  private static Optional<String> keyId(@Nullable Object kid) {
    if (kid == null) {
      return Optional.empty();
    }
    if (kid instanceof String text && !text.isEmpty() && text.length() <= MAX_KEY_ID) {
      return Optional.of(text);
    }
    throw invalid("kid: malformed (expected: 1 to %d characters)".formatted(MAX_KEY_ID));
  }

  /** Never the content: a token does not belong in logs. */
  @Override
  public String toString() {
    return "token signed with " + algorithm;
  }
}
