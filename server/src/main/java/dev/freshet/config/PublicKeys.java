package dev.freshet.config;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a text is a public key that can verify tokens, so that a wrong one fails early. */
final class PublicKeys {
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private PublicKeys() {}

  /** Whether it is the PEM text (RFC 7468 section 13) of an RSA, EC or Ed25519 key. */
  static boolean isPem(String text) {
    Matcher match = PEM.matcher(text);
    if (!match.matches()) {
      return false;
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(match.group(1));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return ALGORITHMS.stream().anyMatch(algorithm -> isKey(algorithm, der));
  }

  private static boolean isKey(String algorithm, byte[] der) {
    try {
      KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
