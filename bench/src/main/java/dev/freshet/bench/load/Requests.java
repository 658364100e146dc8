package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whole HTTP requests that publish one message to the development app. */
public final class Requests {
  private static final String KEY = "dev-key";
  private static final String SECRET = "dev-secret";

  private Requests() {}

  /** {@code POST /channels/bench} with a body of this many bytes. */
  public static byte[] plain(int port, int size) {
    return plain(port, "bench", size);
  }

  /** {@code POST} to a channel with a body of this many bytes. */
  public static byte[] plain(int port, String channel, int size) {
    return request(port, "/channels/" + channel, "text/plain", "x".repeat(size));
  }

  /**
   * {@code POST /apps/1/events} with data of this many bytes, signed now as Pusher's libraries do:
   * taken for the next ten minutes.
   */
  public static byte[] signed(int port, int size) {
    String body =
        "{\"name\":\"measured\",\"channel\":\"bench\",\"data\":\"%s\"}".formatted("x".repeat(size));
    String path = "/apps/1/events";
    String query =
        "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
            .formatted(KEY, Instant.now().getEpochSecond(), md5(body));
    String signature = hmac("POST\n" + path + "\n" + query);
    return request(
        port, path + "?" + query + "&auth_signature=" + signature, "application/json", body);
  }

  private static byte[] request(int port, String target, String type, String body) {
    return String.join(
            "\r\n",
            "POST " + target + " HTTP/1.1",
            "Host: 127.0.0.1:" + port,
            "Content-Type: " + type,
            "Content-Length: " + body.length(),
            "",
            body)
        .getBytes(US_ASCII);
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(US_ASCII), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
