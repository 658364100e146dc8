package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Utf8;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A whole request. Immutable once made; from any thread. */
public final class Request {
  private final HttpRequest head;
  private final Query query;
  private final byte[] body;

  /**
   * A request.
   *
   * @param head method, target and header fields as they came
   * @param query the target, read
   * @param body all of it; given away by the caller
   */
  public Request(HttpRequest head, Query query, byte[] body) {
    this.head = head;
    this.query = query;
    this.body = body;
  }

  /** Method, target and header fields as they came. */
  public HttpRequest head() {
    return head;
  }

  /** The target, read. */
  public Query query() {
    return query;
  }

  /** The whole body, empty when there is none; read only. */
  public byte[] body() {
    return body;
  }

  /** Method and path without the query, which may hold a token. */
  @Override
  public String toString() {
    return head.method() + " " + String.join("/", query.segments());
  }

  /** The method. */
  public HttpMethod method() {
    return head.method();
  }

  /** The header fields. */
  public HttpHeaders headers() {
    return head.headers();
  }

  /** A header field's first value, or null. */
  public @Nullable String header(CharSequence name) {
    return head.headers().get(name);
  }

  /**
   * A publish option: the query's, or else the header's, which is UTF-8 as it is elsewhere.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST} when it is there twice, or not UTF-8
   */
  public @Nullable String option(String name) {
    String value = query.one(name);
    String field = value == null ? header(name) : null;
    return field == null ? value : decoded(name, field);
  }

  /** The decoder hands over a character a byte. */
  private static String decoded(String name, String field) {
    byte[] bytes = field.getBytes(StandardCharsets.ISO_8859_1);
    if (!Utf8.isValid(bytes)) {
      throw new Refused(Problem.BAD_REQUEST, name + " is not UTF-8");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bearer token of the {@code Authorization} header (RFC 6750 section 2.1), or null. */
  public @Nullable String bearer() {
    String header = header(HttpHeaderNames.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? header.substring(7).strip()
        : null;
  }

  /** Whether the client would take this media type, by its {@code Accept} header. */
  public boolean accepts(String type) {
    String accept = header(HttpHeaderNames.ACCEPT);
    return accept != null && accept.toLowerCase(Locale.ROOT).contains(type);
  }

  /**
   * Whether it asks to become a WebSocket, well or badly. An offer of another protocol is passed
   * over, as RFC 9110 section 7.8 lets us: the JDK's client and curl offer h2c by themselves.
   */
  public boolean isUpgrade() {
    var headers = head.headers();
    return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
  }
}
