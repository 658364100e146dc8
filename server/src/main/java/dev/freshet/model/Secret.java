package dev.freshet.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A text that is compared in constant time and never printed. */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps a secret.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public static Secret of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("secret: (empty) (expected: at least 1 character)");
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the candidate is the secret; the time taken depends on the candidate's length only. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(candidate.getBytes(StandardCharsets.UTF_8), bytes);
  }

  /** HMAC-SHA256 of a message under this secret: 32 bytes (RFC 2104). */
  public byte[] hmacSha256(byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256: absent (expected: in every JDK)", e);
    }
  }

  /** {@link #hmacSha256} in lower-case hexadecimal: 64 digits. */
  public String hexHmacSha256(byte[] message) {
    return HexFormat.of().formatHex(hmacSha256(message));
  }

  /**
   * Whether a text is the {@link #hexHmacSha256} of a message; the time taken does not tell how
   * much of it is.
   *
   * @param signature as it came
   */
  public boolean signed(byte[] message, String signature) {
    return MessageDigest.isEqual(
        hexHmacSha256(message).getBytes(StandardCharsets.UTF_8),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes, as the key of a MAC. */
  public byte[] key() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
