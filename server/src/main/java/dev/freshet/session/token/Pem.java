package dev.freshet.session.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys as PEM text (RFC 7468): {@code PUBLIC KEY} (section 13) and {@code PRIVATE KEY} (section
 * 10). Faults never quote the text.
 */
final class Pem {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  private Pem() {}

  /**
   * Reads a public key.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  static PublicKey publicKey(String pem) {
    String expected = "PEM of -----BEGIN PUBLIC KEY-----, RSA, EC P-256 or Ed25519";
    byte[] der = der("public key", pem, "PUBLIC KEY", expected);
    return firstThatReads(
        "public key", expected, factory -> factory.generatePublic(new X509EncodedKeySpec(der)));
  }

  /**
   * Reads a private key.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  static PrivateKey privateKey(String pem) {
    String expected =
        "PEM of -----BEGIN PRIVATE KEY-----, RSA, EC P-256 or Ed25519;"
            + " 'openssl pkcs8 -topk8 -nocrypt' makes one of other forms";
    byte[] der = der("private key", pem, "PRIVATE KEY", expected);
    return firstThatReads(
        "private key", expected, factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(der)));
  }

  private static byte[] der(String name, String pem, String label, String expected) {
    Matcher block = BLOCK.matcher(pem.length() > MAX_LENGTH ? "" : pem);
    // A file may hold more than one block; EC keys often come after their parameters.
    while (block.find()) {
      if (label.equals(block.group(1))) {
        try {
          return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
          break;
        }
      }
    }
    throw unreadable(name, expected);
  }

  private static <K> K firstThatReads(String name, String expected, Reading<K> reading) {
    for (String kind : KINDS) {
      try {
        return reading.with(KeyFactory.getInstance(kind));
      } catch (InvalidKeySpecException e) {
        // Of another kind, most likely.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(kind + ": absent (expected: in every JDK)", e);
      }
    }
    throw unreadable(name, expected);
  }

  private static IllegalArgumentException unreadable(String name, String expected) {
    return new IllegalArgumentException("%s: unreadable (expected: %s)".formatted(name, expected));
  }

  /** One try to read a key. */
  @FunctionalInterface
  private interface Reading<K> {
    K with(KeyFactory factory) throws GeneralSecurityException;
  }
}
