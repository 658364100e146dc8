package dev.freshet.net.api;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.net.Connection;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.http.WebSocketHandshake;
import dev.freshet.session.Grant;
import dev.freshet.session.Session;
import dev.freshet.session.SessionServices;
import dev.freshet.session.Tenant;
import dev.freshet.session.UrlSession;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.FrameReader;
import dev.freshet.wire.plain.PlainDialect;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection that hears channels of a request: an event stream, or a WebSocket. Who may
 * hear what was decided before. All methods are called on the loop of the request.
 */
public final class Streams {
  /** What a page needs to know that the event stream is not to be kept by anything between. */
  private static final String NO_BUFFERING = "X-Accel-Buffering";

  /** For connections that end by themselves. */
  public static final Tie UNTIED = (session, connection) -> session;

  private final HttpSettings settings;
  private final ConnectionServices connections;
  private final SessionServices sessions;

  /** Over these parts. */
  public Streams(HttpSettings settings, ConnectionServices connections, SessionServices sessions) {
    this.settings = settings;
    this.connections = connections;
    this.sessions = sessions;
  }

  /**
   * What is heard.
   *
   * @param channels at least one, valid and all different, that the grant allows to hear
   * @param since where the client stands in each; null elements where it does not say
   * @param json whether publications come as JSON objects
   */
  public record Wish(
      Tenant tenant,
      Grant grant,
      List<ChannelName> channels,
      List<@Nullable Position> since,
      boolean json) {}

  /** Ties a connection to something else that may end before it. */
  @FunctionalInterface
  public interface Tie {
    /** The session that the connection talks to: that one, or one that wraps it. */
    Session tie(Session session, Connection connection);
  }

  /**
   * Answers with an event stream.
   *
   * @throws dev.freshet.model.Refused when there are too many connections, or they come too fast
   */
  public void openEventStream(Exchange exchange, Wish wish, Tie tie) {
    var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    answer
        .headers()
        .add(exchange.extra())
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(NO_BUFFERING, "no");
    ByteBuf retry = Unpooled.buffer(24);
    SseDialect.retry(retry, settings.retryMillis());
    Dialect dialect = SseDialect.of(wish.json(), wish.channels().size() > 1);
    begin(exchange, wish, tie, dialect, null, answer, retry);
  }

  /**
   * Answers with a WebSocket.
   *
   * @throws dev.freshet.model.Refused when the handshake is wrong, there are too many connections,
   *     or they come too fast
   */
  void openWebSocket(Exchange exchange, Wish wish) {
    var handshake =
        WebSocketHandshake.of(exchange.request().head(), settings.compression(), List.of());
    int limit = wish.tenant().app().limits().messageBytes();
    var reader = new FrameReader(limit, handshake.deflate());
    HttpResponse answer = handshake.response();
    answer.headers().add(exchange.extra());
    Dialect dialect = PlainDialect.of(wish.json(), handshake.deflate());
    begin(exchange, wish, UNTIED, dialect, reader, answer, null);
  }

  /** The socket becomes a connection, and its session subscribes. */
  private void begin(
      Exchange exchange,
      Wish wish,
      Tie tie,
      Dialect dialect,
      @Nullable FrameReader reader,
      HttpResponse answer,
      @Nullable ByteBuf firstWords) {
    var tenant = wish.tenant();
    exchange.enter(tenant);
    var connection = new Connection(exchange.station(), connections, reader);
    var session =
        new UrlSession(
            sessions, exchange.station().shard(), tenant, wish.grant(), dialect, connection);
    boolean taken =
        exchange.takeOver(
            answer,
            connection,
            () -> {
              connection.begin(tie.tie(session, connection));
              if (firstWords != null) {
                connection.write(firstWords);
              }
              return session.open(wish.channels(), wish.since());
            });
    if (!taken && firstWords != null) {
      firstWords.release();
    }
  }
}
