package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.tools.load.client.PusherAuth;
import dev.freshet.tools.load.frame.Masked;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a publication is written as. In all texts {@code {c}} is the number of the channel.
 *
 * @param kind what the server understands
 * @param path the request target, also of the opening handshake; or the Redis channel
 * @param headers further lines of a request's head
 * @param opening frames to send before the first publication
 * @param body the body of the request, or the frame, with {@code {payload}}
 * @param auth who signs requests as Pusher's libraries do; null for nobody
 * @param closes whether the server closes the connection after each answer
 */
public record Form(
    Kind kind,
    String path,
    List<String> headers,
    List<String> opening,
    String body,
    @Nullable PusherAuth auth,
    boolean closes) {
  private static final String PAYLOAD = "{payload}";

  /** What a server understands. */
  public enum Kind {
    /** HTTP POST to the path. */
    HTTP,
    /** Text frames of a WebSocket. */
    FRAMES,
    /** {@code PUBLISH} to the path: a bare Redis. */
    REDIS
  }

  /** HTTP POST of the body alone: Freshet. */
  public static Form post(String path) {
    return post(path, List.of("Content-Type: text/plain"), PAYLOAD);
  }

  /** HTTP POST. */
  public static Form post(String path, List<String> headers, String body) {
    return new Form(Kind.HTTP, path, headers, List.of(), body, null, false);
  }

  /** Text frames. */
  public static Form frames(String path, List<String> opening, String frame) {
    return new Form(Kind.FRAMES, path, List.of(), opening, frame, null, false);
  }

  /** A bare Redis. */
  public static Form redis(String channel) {
    return new Form(Kind.REDIS, channel, List.of(), List.of(), PAYLOAD, null, false);
  }

  /** HTTP POST that is signed as Pusher's libraries do. */
  public static Form signed(String path, String body, PusherAuth auth) {
    return new Form(
        Kind.HTTP, path, List.of("Content-Type: application/json"), List.of(), body, auth, false);
  }

  /** The same, for a server that closes the connection after each answer. */
  public Form closing() {
    return new Form(kind, path, headers, opening, body, auth, true);
  }

  /** Whether each publication is answered. */
  boolean isAnswered() {
    return kind != Kind.FRAMES;
  }

  /** One publication, as it goes out. */
  byte[] message(String host, int channel, byte[] payload) {
    String number = Integer.toString(channel);
    String target = path.replace("{c}", number);
    byte[] content = filled(body.replace("{c}", number), payload);
    return switch (kind) {
      case FRAMES -> Masked.frame(1, content);
      case REDIS -> concat(command(target, content.length), content, "\r\n");
      case HTTP -> concat(head(host, target, content), content, "");
    };
  }

  private static byte[] filled(String template, byte[] payload) {
    int at = template.indexOf(PAYLOAD);
    return at < 0
        ? template.getBytes(ISO_8859_1)
        : concat(template.substring(0, at), payload, template.substring(at + PAYLOAD.length()));
  }

  private String head(String host, String target, byte[] content) {
    String signed = auth == null ? target : Requests.sign(target, content, auth);
    var head = new StringBuilder("POST ").append(signed).append(" HTTP/1.1\r\nHost: ").append(host);
    headers.forEach(each -> head.append("\r\n").append(each));
    return head.append("\r\nContent-Length: ").append(content.length).append("\r\n\r\n").toString();
  }

  private static String command(String channel, int length) {
    return "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n"
        .formatted(channel.length(), channel, length);
  }

  private static byte[] concat(String head, byte[] body, String tail) {
    var bytes = new ByteArrayOutputStream(head.length() + body.length + tail.length());
    bytes.writeBytes(head.getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    bytes.writeBytes(tail.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }
}
