package dev.freshet.tools.plan.emit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Random secrets of one installation, 256 bits each; of letters, digits, - and _, which need no
 * quotes anywhere. Not a record: they are never printed by accident.
 */
final class Secrets {
  private static final int BYTES = 32;
  private static final int KEY_BYTES = 8;

  private final SecureRandom random;
  final String app;
  final String admin;
  final String tickets;
  final String redisNode;
  final String redisReplica;
  final String redisAdmin;

  /** An app's public name, which is no secret but nobody should guess. */
  final String key;

  Secrets(SecureRandom random) {
    this.random = random;
    this.app = next();
    this.admin = next();
    this.tickets = next();
    this.redisNode = next();
    this.redisReplica = next();
    this.redisAdmin = next();
    this.key = "app-" + HexFormat.of().formatHex(bytes(KEY_BYTES));
  }

  private String next() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** As an ACL of Redis has a password: its SHA-256 in hex. */
  static String hashed(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
