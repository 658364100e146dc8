package dev.freshet.model;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2) as {@code
 * pbkdf2-sha256$ITERATIONS$SALT$HASH}, both in base64url. Slow on purpose: about a third of a
 * second of a core with the standard iterations. Immutable.
 */
public final class PasswordHash {
  /** What OWASP's Password Storage Cheat Sheet asks for with this function. */
  public static final int ITERATIONS = 600_000;

  /** More would only let a login take seconds of a core. */
  private static final int ITERATIONS_MAX = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9_-]{22})\\$([A-Za-z0-9_-]{43})");

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** Makes one, with a salt of its own; takes its time. */
  public static PasswordHash of(String password, SecureRandom random) {
    return of(password, random, ITERATIONS);
  }

  /** As {@link #of(String, SecureRandom)}, with so many iterations. */
  static PasswordHash of(String password, SecureRandom random, int iterations) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /** Reads the text of one; null when it is none, or has fewer than {@value #ITERATIONS}. */
  public static @Nullable PasswordHash read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int iterations = Integer.parseInt(matcher.group(1));
    if (iterations < ITERATIONS || iterations > ITERATIONS_MAX) {
      return null;
    }
    var decoder = Base64.getUrlDecoder();
    return new PasswordHash(
        iterations, decoder.decode(matcher.group(2)), decoder.decode(matcher.group(3)));
  }

  /** Whether this is of that password; takes its time, the same for any. */
  public boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  /** The text that {@link #read} reads. */
  public String text() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return "pbkdf2-sha256$%d$%s$%s"
        .formatted(iterations, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    var key = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("PBKDF2WithHmacSHA256: absent (expected: in every JDK)", e);
    } finally {
      key.clearPassword();
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
