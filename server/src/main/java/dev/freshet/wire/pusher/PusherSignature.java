package dev.freshet.wire.pusher;

import dev.freshet.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Pusher's libraries sign, and how: HMAC-SHA256 under an app's secret, in lower-case
 * hexadecimal (Pusher's "Channels authentication signatures" and "HTTP API: authentication"). Texts
 * are signed as UTF-8.
 */
public final class PusherSignature {
  /** The query parameter that carries a request's signature, and is not signed itself. */
  public static final String PARAMETER = "auth_signature";

  private PusherSignature() {}

  /**
   * What an app's backend signs so that a connection may subscribe.
   *
   * @param data {@code channel_data} exactly as the client sent it; null when it sent none
   */
  public static String channelText(String connection, String channel, @Nullable String data) {
    return connection + channelSuffix(channel, data);
  }

  /**
   * What an app's backend signs so that a connection is a user.
   *
   * @param data {@code user_data} exactly as the client sent it
   */
  public static String userText(String connection, String data) {
    return connection + userSuffix(data);
  }

  static String channelSuffix(String channel, @Nullable String data) {
    return data == null ? ":" + channel : ":" + channel + ":" + data;
  }

  static String userSuffix(String data) {
    return "::user::" + data;
  }

  /**
   * What a backend signs of an HTTP request. The body takes part through its parameter {@code
   * body_md5}.
   *
   * @param method in upper case
   * @param path without the query and without a prefix the operator put before it
   * @param parameters those of the query, decoded; {@value #PARAMETER} is left out whatever its
   *     case
   */
  public static String requestText(
      String method, String path, Map<String, ? extends List<String>> parameters) {
    var sorted = new TreeMap<String, List<String>>();
    parameters.forEach((name, values) -> {
      String key = name.toLowerCase(Locale.ROOT);
      if (!key.equals(PARAMETER)) {
        sorted.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(values);
      }
    });
    var text = new StringBuilder(method).append('\n').append(path).append('\n');
    char separator = 0;
    for (var parameter : sorted.entrySet()) {
      for (String value : parameter.getValue()) {
        if (separator != 0) {
          text.append(separator);
        }
        text.append(parameter.getKey()).append('=').append(value);
        separator = '&';
      }
    }
    return text.toString();
  }

  /** Signs a text: 64 hexadecimal digits. */
  public static String sign(Secret secret, String text) {
    return sign(secret, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Signs bytes, such as the body of a webhook: 64 hexadecimal digits. */
  public static String sign(Secret secret, byte[] bytes) {
    return secret.hexHmacSha256(bytes);
  }

  /**
   * Whether a signature is the one of the text; the time taken does not tell how much of it is.
   *
   * @param signature as it came
   */
  public static boolean matches(Secret secret, String text, String signature) {
    return secret.signed(text.getBytes(StandardCharsets.UTF_8), signature);
  }

  /** What a request's {@code body_md5} must be: 32 hexadecimal digits. */
  public static String bodyMd5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5: absent (expected: in every JDK)", e);
    }
  }
}
