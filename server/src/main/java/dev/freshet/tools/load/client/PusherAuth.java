package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs subscriptions to private and presence channels as an application's backend does for its
 * clients.
 *
 * @param key the app's
 * @param secret the app's
 */
public record PusherAuth(String key, String secret) {
  private static final String ALGORITHM = "HmacSHA256";

  /** {@code auth} of a private channel: key, colon, signature of socket id and channel. */
  String sign(String socketId, String channel) {
    return key + ":" + hmac(secret, socketId + ":" + channel);
  }

  /** {@code auth} of a presence channel. */
  String sign(String socketId, String channel, String channelData) {
    return key + ":" + hmac(secret, socketId + ":" + channel + ":" + channelData);
  }

  /** HMAC-SHA256 in hexadecimal digits. */
  public static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Fills {@code {auth}} into a subscribing frame, whose channel and, for presence, {@code
   * channel_data} stand in it already.
   */
  String fill(String frame, String socketId) {
    if (!frame.contains("{auth}")) {
      return frame;
    }
    String channel = text(frame, "\"channel\":\"");
    String data = text(frame, "\"channel_data\":\"").replace("\\\"", "\"");
    return frame.replace(
        "{auth}", data.isEmpty() ? sign(socketId, channel) : sign(socketId, channel, data));
  }

  /** The JSON string after {@code name}, escapes kept; empty when there is none. */
  static String text(String frame, String name) {
    int from = frame.indexOf(name);
    if (from < 0) {
      return "";
    }
    int end = from + name.length();
    while (end < frame.length() && frame.charAt(end) != '"') {
      end += frame.charAt(end) == '\\' ? 2 : 1;
    }
    return frame.substring(from + name.length(), Math.min(end, frame.length()));
  }

  /** The {@code socket_id} in a greeting; empty when there is none. */
  static String socketId(String greeting) {
    int at = greeting.indexOf("socket_id");
    return at < 0
        ? ""
        : greeting.substring(at).replaceFirst("(?s)[^0-9]+([0-9]+\\.[0-9]+).*", "$1");
  }

  @Override
  public String toString() {
    return "PusherAuth[" + key + "]";
  }
}
