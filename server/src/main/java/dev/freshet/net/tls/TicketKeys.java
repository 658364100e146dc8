package dev.freshet.net.tls;

import dev.freshet.model.Secret;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.LongStream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that session tickets are sealed with (RFC 5077 section 4, RFC 8446 section 4.6.1). Each
 * follows from a secret and the number of its period by HKDF-SHA256 (RFC 5869), so that nodes with
 * the same secret have the same keys at the same time and need not talk. May be used from any
 * thread.
 */
final class TicketKeys {
  private static final byte[] SALT = "freshet session tickets".getBytes(StandardCharsets.US_ASCII);
  private static final int RANDOM_BYTES = 32;

  private final byte[] secret;
  private final long periodMillis;
  private final InstantSource clock;

  /**
   * Keys of a secret.
   *
   * @param secret null for one that nobody else has
   * @param period how long each key is used for new tickets, 1 ms or more
   */
  TicketKeys(@Nullable Secret secret, Duration period, InstantSource clock) {
    this.secret = secret == null ? random() : secret.key();
    this.periodMillis = period.toMillis();
    this.clock = clock;
  }

  private static byte[] random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** The number of the present period. */
  long period() {
    return Math.floorDiv(clock.millis(), periodMillis);
  }

  /**
   * The key of a period, with which tickets are sealed in it, and those that are still or already
   * taken: the one before, so that a ticket is good for a period at least, and the one after, which
   * a node whose clock is ahead uses first.
   */
  OpenSslSessionTicketKey[] around(long period) {
    return LongStream.of(period, period - 1, period + 1)
        .mapToObj(this::key)
        .toArray(OpenSslSessionTicketKey[]::new);
  }

  private OpenSslSessionTicketKey key(long period) {
    byte[] key = derive(period);
    int hmac = OpenSslSessionTicketKey.NAME_SIZE;
    int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    return new OpenSslSessionTicketKey(
        Arrays.copyOf(key, hmac),
        Arrays.copyOfRange(key, hmac, aes),
        Arrays.copyOfRange(key, aes, key.length));
  }

  private byte[] derive(long period) {
    byte[] info = ByteBuffer.allocate(2 * Long.BYTES).putLong(periodMillis).putLong(period).array();
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(SALT)
                  .thenExpand(info, OpenSslSessionTicketKey.TICKET_KEY_SIZE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256: absent (expected: in every JDK from 25)", e);
    }
  }
}
