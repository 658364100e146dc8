package dev.freshet.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a server is and who asks: makes the addresses and headers of requests. */
public final class Endpoint {
  private final String base;
  private final @Nullable String app;
  private final @Nullable String credential;

  private Endpoint(String base, @Nullable String app, @Nullable String credential) {
    this.base = base;
    this.app = app;
    this.credential = credential;
  }

  /**
   * Checks and keeps them.
   *
   * @param url {@code http} or {@code https}, with a host; a path is a prefix
   * @param app the app's key, or null for the server's only one
   * @param credential a secret or token sent as a bearer, or null
   * @throws IllegalArgumentException when the URL is no such URL, or the credential cannot be sent
   *     in a header
   */
  public static Endpoint of(String url, @Nullable String app, @Nullable String credential) {
    try {
      var uri = new URI(url);
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      boolean https = "https".equalsIgnoreCase(uri.getScheme());
      boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if ((http || https) && uri.getHost() != null && plain && uri.getRawUserInfo() == null) {
        checkCredential(credential);
        return new Endpoint(url.replaceAll("/+$", ""), app, credential);
      }
    } catch (URISyntaxException _) {
      // Told below, in the same words.
    }
    throw new IllegalArgumentException(
        "url: " + url + " (expected: http://host:port or https://host:port)");
  }

  private static void checkCredential(@Nullable String credential) {
    if (credential != null && !credential.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "secret or token: *** (expected: visible ASCII characters, no space)");
    }
  }

  /**
   * The address of a channel, or of several on one connection.
   *
   * @param channels at least one name
   * @param query further parameters, not yet encoded
   */
  public URI channels(List<String> channels, Map<String, String> query) {
    var url = new StringBuilder(base).append("/channels");
    var pairs = new ArrayList<String>();
    if (channels.size() == 1) {
      url.append('/').append(encode(channels.getFirst()));
    } else {
      channels.forEach(each -> pairs.add("channel=" + encode(each)));
    }
    if (app != null) {
      pairs.add("app=" + encode(app));
    }
    query.forEach((name, value) -> pairs.add(name + "=" + encode(value)));
    if (!pairs.isEmpty()) {
      url.append('?').append(String.join("&", pairs));
    }
    return URI.create(url.toString());
  }

  /**
   * The address of anything else.
   *
   * @param path without the first slash
   */
  URI path(String path) {
    return URI.create(base + "/" + path);
  }

  /**
   * The same address for a WebSocket: {@code ws} for {@code http}, {@code wss} for {@code https}.
   */
  static URI webSocket(URI uri) {
    return URI.create(uri.toString().replaceFirst("^(?i)http", "ws"));
  }

  /** A request that carries the credential. */
  HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    String header = authorization();
    return header == null ? request : request.header("Authorization", header);
  }

  /** The value of the {@code Authorization} header, or null. */
  @Nullable String authorization() {
    return credential == null ? null : "Bearer " + credential;
  }

  /** Percent-encodes all but the unreserved characters of RFC 3986 section 2.3. */
  static String encode(String text) {
    var encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      if (letter || (b >= '0' && b <= '9') || b == '-' || b == '.' || b == '_' || b == '~') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }

  /** The base address; never the credential. */
  @Override
  public String toString() {
    return base;
  }
}
