package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Envelope;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A whole HTTP answer. */
public final class Answer {

  /** The media type of RFC 9457. */
  public static final String PROBLEM_TYPE = "application/problem+json";

  public static final String JSON_TYPE = "application/json";

  public static final String TEXT_TYPE = "text/plain; charset=utf-8";

  private final int status;
  private final String type;
  private final byte[] body;
  private final Map<String, String> headers;
  private final @Nullable Problem problem;

  /**
   * An answer.
   *
   * @param status 200 to 599
   * @param type the media type; empty when there is no body
   * @param body given away by whoever makes the answer
   * @param headers beside those every answer has
   * @param problem the problem it tells of, or null
   */
  public Answer(
      int status,
      String type,
      byte[] body,
      Map<String, String> headers,
      @Nullable Problem problem) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = Map.copyOf(headers);
    this.problem = problem;
  }

  int status() {
    return status;
  }

  /** What a client that asks first is told before it sends its body. */
  static FullHttpResponse goAhead() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  /**
   * It as it is written.
   *
   * @param extra header fields of the exchange
   * @param method what was asked: an answer to HEAD has no body
   */
  FullHttpResponse response(HttpHeaders extra, HttpMethod method) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            method.equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    var all = response.headers().add(extra);
    headers.forEach(all::set);
    if (!type.isEmpty()) {
      all.set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    all.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    all.set("X-Content-Type-Options", "nosniff");
    if (status != 204) {
      all.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    return response;
  }

  @Nullable Problem problem() {
    return problem;
  }

  @Override
  public String toString() {
    return "%d %s, %d bytes".formatted(status, type, body.length);
  }

  /** An answer without a body. */
  public static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, "", new byte[0], headers, null);
  }

  /** A text. */
  public static Answer text(int status, String type, String text) {
    return new Answer(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of(), null);
  }

  /** Any JSON value. */
  public static Answer json(int status, Consumer<JsonGenerator> value) {
    return new Answer(status, JSON_TYPE, write(value), Map.of(), null);
  }

  /** A problem document (RFC 9457), whose {@code code} clients may switch on. */
  public static Answer problem(Refused refused) {
    return problem(refused, json -> {});
  }

  /**
   * The same with members of its own (RFC 9457 section 3.2).
   *
   * @param extension writes properties into the object that is open
   */
  public static Answer problem(Refused refused, Consumer<JsonGenerator> extension) {
    var problem = refused.problem();
    byte[] body = problemBody(refused, extension);
    int after = problem.retryAfterSeconds();
    Map<String, String> headers =
        after > 0 ? Map.of("Retry-After", Integer.toString(after)) : headersOf(problem.status());
    return new Answer(problem.status(), PROBLEM_TYPE, body, headers, problem);
  }

  /** The body of such an answer, for who writes the rest of it. */
  public static byte[] problemBody(Refused refused) {
    return problemBody(refused, json -> {});
  }

  private static byte[] problemBody(Refused refused, Consumer<JsonGenerator> extension) {
    return write(json -> writeProblem(json, refused, extension));
  }

  /** The same in one line of plain text, for clients that print what they are answered. */
  public static Answer plain(Refused refused) {
    var problem = refused.problem();
    byte[] body = (refused.detail() + "\n").getBytes(StandardCharsets.UTF_8);
    int after = problem.retryAfterSeconds();
    Map<String, String> headers =
        after > 0 ? Map.of("Retry-After", Integer.toString(after)) : Map.of();
    return new Answer(problem.status(), TEXT_TYPE, body, headers, problem);
  }

  /** Writes the members of a problem document as one object. */
  public static void writeProblem(JsonGenerator json, Refused refused) {
    writeProblem(json, refused, members -> {});
  }

  private static void writeProblem(
      JsonGenerator json, Refused refused, Consumer<JsonGenerator> extension) {
    var problem = refused.problem();
    json.writeStartObject();
    json.writeStringProperty("type", "urn:freshet:problem:" + problem.code());
    json.writeStringProperty("title", problem.title());
    json.writeNumberProperty("status", problem.status());
    json.writeStringProperty("code", problem.code());
    json.writeStringProperty("detail", refused.detail());
    extension.accept(json);
    json.writeEndObject();
  }

  private static Map<String, String> headersOf(int status) {
    return switch (status) {
      case 401 -> Map.of("WWW-Authenticate", "Bearer");
      case 426 -> Map.of("Sec-WebSocket-Version", "13", "Upgrade", "websocket");
      default -> Map.of();
    };
  }

  private static byte[] write(Consumer<JsonGenerator> value) {
    var out = new ByteArrayOutputStream(256);
    try (var json = Envelope.generator(out)) {
      value.accept(json);
    }
    return out.toByteArray();
  }

  /** The same with the methods a resource takes, as the {@code Allow} header lists them. */
  Answer allowing(List<String> methods) {
    return new Answer(status, type, body, Map.of("Allow", String.join(", ", methods)), problem);
  }
}
