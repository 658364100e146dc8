package dev.freshet.net.admission;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.WebSocketHandshake;
import dev.freshet.wire.pusher.PusherDialect;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * How clients are turned away before anything of theirs is read in earnest. Pages may read the
 * answers whatever their origin, since they say nothing but when to come back.
 */
final class Words {
  private static final String SUBPROTOCOL = "pusher-channels-protocol-7";

  private static final String COMMON =
      lines(
          "cache-control: no-store",
          "x-content-type-options: nosniff",
          "connection: close",
          "access-control-allow-origin: *",
          "access-control-expose-headers: Retry-After");

  private Words() {}

  /** A problem document with the time to come back at. */
  static void http(ByteBuf out, Reason reason, int seconds) {
    Problem problem = problem(reason);
    byte[] body = Answer.problemBody(new Refused(problem, reason.text()));
    String status = problem.status() == 429 ? "429 Too Many Requests" : "503 Service Unavailable";
    head(
        out,
        "HTTP/1.1 " + status,
        "retry-after: " + seconds,
        "content-type: " + Answer.PROBLEM_TYPE,
        "content-length: " + body.length);
    out.writeBytes(body);
  }

  /** An event stream that ends at once, with the time to come back at. */
  static void eventStream(ByteBuf out, Reason reason, long millis) {
    head(out, "HTTP/1.1 200 OK", "content-type: text/event-stream");
    SseDialect.retry(out, millis);
    ByteBufUtil.writeAscii(out, ": " + reason.text() + "\n\n");
  }

  /** The answer to a handshake, after which a client of the Pusher protocol can be told. */
  static void pusherHandshake(ByteBuf out, FirstBytes asked) {
    boolean named = List.of(asked.subprotocols().split("\\s*,\\s*", -1)).contains(SUBPROTOCOL);
    String answer =
        lines(
            "HTTP/1.1 101 Switching Protocols",
            "upgrade: websocket",
            "connection: upgrade",
            "sec-websocket-accept: " + WebSocketHandshake.accept(asked.key()));
    String selected = named ? lines("sec-websocket-protocol: " + SUBPROTOCOL) : "";
    ByteBufUtil.writeAscii(out, answer + selected + lines(""));
  }

  /** What such a client takes for: come back, but not at once. */
  static void pusher(ByteBuf out, Reason reason) {
    PusherDialect.refusal(out, 4100, reason.text());
  }

  private static Problem problem(Reason reason) {
    return switch (reason) {
      case WAIT, QUEUE_FULL, DESCRIPTORS -> Problem.OVERLOADED;
      case ADDRESS_RATE -> Problem.ADDRESS_RATE;
      case STOPPING -> Problem.STOPPING;
    };
  }

  private static void head(ByteBuf out, String... lines) {
    ByteBufUtil.writeAscii(out, lines(lines) + COMMON + lines(""));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
