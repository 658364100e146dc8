package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.tools.load.client.PusherAuth;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/** Whole HTTP requests that publish one message to the development app. */
public final class Requests {
  private static final PusherAuth DEVELOPMENT = new PusherAuth("dev-key", "dev-secret");

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
    String target = sign("/apps/1/events", body.getBytes(US_ASCII), DEVELOPMENT);
    return request(port, target, "application/json", body);
  }

  /** A request target with the query that signs a POST to it, as Pusher's libraries do. */
  static String sign(String path, byte[] body, PusherAuth auth) {
    String query =
        "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
            .formatted(auth.key(), Instant.now().getEpochSecond(), md5(body));
    String signature = PusherAuth.hmac(auth.secret(), "POST\n" + path + "\n" + query);
    return path + "?" + query + "&auth_signature=" + signature;
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

  private static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
