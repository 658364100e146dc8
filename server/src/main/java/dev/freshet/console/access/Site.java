package dev.freshet.console.access;

import dev.freshet.net.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from a page of this very site, by what browsers say of it and no page can
 * change: {@code Sec-Fetch-Site} and {@code Origin}.
 */
final class Site {
  private final boolean tls;

  /**
   * Of a server.
   *
   * @param tls whether its sockets speak TLS
   */
  Site(boolean tls) {
    this.tls = tls;
  }

  /** Whether something says that it comes from this site, and nothing that it does not. */
  boolean isSame(Request request) {
    boolean said =
        request.header("Sec-Fetch-Site") != null || request.header(HttpHeaderNames.ORIGIN) != null;
    return said && !isOther(request);
  }

  /**
   * Whether something says that it comes from another site; programs other than browsers do not.
   */
  boolean isOther(Request request) {
    String fetch = request.header("Sec-Fetch-Site");
    if (fetch != null && !fetch.equals("same-origin")) {
      return true;
    }
    String origin = request.header(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      return false;
    }
    String host = request.header(HttpHeaderNames.HOST);
    String authority = authority(origin);
    return host == null || authority == null || !authority.equalsIgnoreCase(host);
  }

  /** Whether the browser speaks TLS, to us or to a proxy in front. */
  boolean isSecure(Request request) {
    return tls || "https".equalsIgnoreCase(request.header("X-Forwarded-Proto"));
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
