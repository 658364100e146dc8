package dev.freshet.console.access;

import dev.freshet.net.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** The cookies that the console sets, and finds again (RFC 6265). */
final class Cookies {
  static final String SESSION = "freshet_console";

  private Cookies() {}

  /** The first value of a cookie, or null. */
  static @Nullable String find(Request request, String name) {
    for (String field : request.headers().getAll(HttpHeaderNames.COOKIE)) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }

  /** The header field that has a browser keep the id of a session, or forget it. */
  static String session(String id, boolean secure) {
    return SESSION + "=" + id + "; Path=/console; HttpOnly; SameSite=Strict" + secure(secure);
  }

  /** The header field that has a browser forget the id of its session. */
  static String forgetSession(boolean secure) {
    return SESSION + "=; Path=/console; HttpOnly; SameSite=Strict; Max-Age=0" + secure(secure);
  }

  /** What a cookie ends with that is never to travel in the clear. */
  static String secure(boolean secure) {
    return secure ? "; Secure" : "";
  }
}
