package dev.freshet.net.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_ACCEPT;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of an opening handshake that is valid: RFC 6455 section 4.2 and the negotiation
 * of RFC 7692. Who may connect, and from which origin, is not decided here.
 *
 * @param accept the value of {@code Sec-WebSocket-Accept}
 * @param extensions the value of {@code Sec-WebSocket-Extensions}; null when none is agreed on
 * @param subprotocol the one selected; null when the client offered none that is spoken
 */
public record WebSocketHandshake(
    String accept, @Nullable String extensions, @Nullable String subprotocol) {

  /** The only version spoken, which a refusal with 426 names in {@code Sec-WebSocket-Version}. */
  public static final String VERSION = "13";

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  /** No window is kept for a connection in either direction, whatever the client offered. */
  private static final String DEFLATE =
      "permessage-deflate; client_no_context_takeover; server_no_context_takeover";

  /**
   * Checks a client's handshake and selects from what it offers.
   *
   * @param deflate whether permessage-deflate may be agreed on
   * @param subprotocols those spoken; among them the client's order decides
   * @throws Refused with {@link Problem#UPGRADE_REQUIRED} for another version, with {@link
   *     Problem#BAD_HANDSHAKE} for anything else
   */
  public static WebSocketHandshake of(
      HttpRequest request, boolean deflate, List<String> subprotocols) {
    HttpHeaders headers = request.headers();
    require(request.method().equals(HttpMethod.GET), "the method is not GET");
    require(request.protocolVersion().equals(HttpVersion.HTTP_1_1), "the version is not HTTP/1.1");
    require(headers.getAll(HOST).size() == 1, "there is not exactly one Host");
    require(headers.containsValue(UPGRADE, "websocket", true), "Upgrade does not name websocket");
    require(headers.containsValue(CONNECTION, "upgrade", true), "Connection does not name Upgrade");
    // Its bytes would be taken for frames.
    require(
        !headers.contains(TRANSFER_ENCODING) && "0".equals(headers.get(CONTENT_LENGTH, "0")),
        "the request has a body");
    if (!headers.getAll(SEC_WEBSOCKET_VERSION).equals(List.of(VERSION))) {
      throw new Refused(Problem.UPGRADE_REQUIRED, "Sec-WebSocket-Version is not " + VERSION);
    }
    List<String> keys = headers.getAll(SEC_WEBSOCKET_KEY);
    require(keys.size() == 1 && isKey(keys.getFirst()), "Sec-WebSocket-Key is not 16 bytes");
    String extensions = extensions(headers);
    return new WebSocketHandshake(
        accept(keys.getFirst()), deflate ? extensions : null, subprotocol(headers, subprotocols));
  }

  /** The proof that a key was understood: section 4.2.2, step 5.4. */
  public static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Whether permessage-deflate was agreed on. */
  public boolean deflate() {
    return extensions != null;
  }

  /** A new answer that switches protocols. */
  public FullHttpResponse response() {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    HttpHeaders headers = response.headers();
    headers.set(UPGRADE, HttpHeaderValues.WEBSOCKET);
    headers.set(CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(SEC_WEBSOCKET_ACCEPT, accept);
    if (extensions != null) {
      headers.set(SEC_WEBSOCKET_EXTENSIONS, extensions);
    }
    if (subprotocol != null) {
      headers.set(SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    return response;
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new Refused(Problem.BAD_HANDSHAKE, otherwise);
    }
  }

  private static boolean isKey(String key) {
    try {
      return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable String subprotocol(HttpHeaders headers, List<String> spoken) {
    String field = "Sec-WebSocket-Protocol";
    String selected = null;
    Set<String> offered = new HashSet<>();
    for (var element : FieldReader.elements(field, headers.getAll(field))) {
      require(element.parameters().isEmpty(), field + " is malformed");
      require(offered.add(element.name()), field + " names one twice");
      if (selected == null && spoken.contains(element.name())) {
        selected = element.name();
      }
    }
    return selected;
  }

  /** The answer to the first offer that can be honoured, or null. */
  private static @Nullable String extensions(HttpHeaders headers) {
    String field = "Sec-WebSocket-Extensions";
    for (var offer : FieldReader.elements(field, headers.getAll(field))) {
      if (offer.name().equals("permessage-deflate") && isHonoured(offer.parameters())) {
        boolean bits =
            offer.parameters().stream().anyMatch(p -> p.name().equals("server_max_window_bits"));
        return bits ? DEFLATE + "; server_max_window_bits=15" : DEFLATE;
      }
    }
    return null;
  }

  /** Whether an offer is one section 7.1 of RFC 7692 defines, and asks for nothing we lack. */
  private static boolean isHonoured(List<FieldReader.Parameter> parameters) {
    Set<String> seen = new HashSet<>();
    for (var parameter : parameters) {
      String value = parameter.value();
      boolean honoured =
          switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
            // A promise of the client's: the inflater takes any window up to the largest.
            case "client_max_window_bits" -> value == null || isWindowBits(value);
            // The platform's compressor has the largest window and no other.
            case "server_max_window_bits" -> "15".equals(value);
            default -> false;
          };
      if (!honoured || !seen.add(parameter.name())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWindowBits(String value) {
    return switch (value) {
      case "8", "9", "10", "11", "12", "13", "14", "15" -> true;
      default -> false;
    };
  }
}
