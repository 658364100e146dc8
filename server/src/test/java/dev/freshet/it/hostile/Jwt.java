package dev.freshet.it.hostile;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens, made by hand so that they can be wrong. */
final class Jwt {
  static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private Jwt() {}

  /** A good token for an hour. */
  static String of(String grants) {
    return signed(HS256, claims(Instant.now().plusSeconds(3_600), grants), Node.SECRET);
  }

  /** Claims of the audience that the node takes. */
  static String claims(Instant expires, String grants) {
    return "{\"aud\":\"here\",\"sub\":\"ann\",\"exp\":%d%s}"
        .formatted(expires.getEpochSecond(), grants.isEmpty() ? "" : "," + grants);
  }

  static String signed(String header, String claims, String secret) {
    String text = base64(bytes(header)) + "." + base64(bytes(claims));
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return text + "." + base64(mac.doFinal(bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
