package dev.freshet.net.api;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Action;
import dev.freshet.net.Connection;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.net.http.WebSocketHandshake;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.session.SessionServices;
import dev.freshet.session.UrlSession;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.FrameReader;
import dev.freshet.wire.plain.PlainDialect;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} of one channel or several, to hear them: as an event stream where the client accepts
 * one, as a WebSocket where it asks to upgrade. Anything else is left to another route.
 */
final class SubscribeRoute implements Route {
  /** What a page needs to know that the event stream is not to be kept by anything between. */
  private static final String NO_BUFFERING = "X-Accel-Buffering";

  private final Apps apps;
  private final Authorizer authorizer;
  private final HttpSettings settings;
  private final ConnectionServices connections;
  private final SessionServices sessions;
  private final Metrics metrics;
  private final Route otherwise;

  /** Leaves what is neither to {@code otherwise}. */
  SubscribeRoute(
      Apps apps,
      Authorizer authorizer,
      HttpSettings settings,
      ConnectionServices connections,
      SessionServices sessions,
      Metrics metrics,
      Route otherwise) {
    this.apps = apps;
    this.authorizer = authorizer;
    this.settings = settings;
    this.connections = connections;
    this.sessions = sessions;
    this.metrics = metrics;
    this.otherwise = otherwise;
  }

  @Override
  public void answer(Exchange exchange) {
    Request request = exchange.request();
    boolean wantsStream = request.isUpgrade() || request.accepts("text/event-stream");
    if (!wantsStream || !request.method().equals(HttpMethod.GET)) {
      otherwise.answer(exchange);
      return;
    }
    try {
      var wanted = Wanted.of(request);
      var caller = Caller.of(request, apps, authorizer, wanted.names());
      exchange.resume(
          caller.whenComplete((done, failure) -> countRefusal(failure)),
          who -> open(exchange, wanted, who));
    } catch (Refused e) {
      countRefusal(e);
      throw e;
    }
  }

  private void open(Exchange exchange, Wanted wanted, Caller caller) {
    try {
      check(wanted, caller);
      Refused closed = exchange.closed();
      if (closed != null) {
        turnAway(exchange, closed);
        return;
      }
      if (exchange.request().isUpgrade()) {
        openWebSocket(exchange, wanted, caller);
      } else {
        openEventStream(exchange, wanted, caller);
      }
    } catch (Refused e) {
      if (e.problem() == Problem.CONNECT_RATE || e.problem() == Problem.ADDRESS_RATE) {
        turnAway(exchange, e);
        return;
      }
      countRefusal(e);
      throw e;
    }
  }

  private void check(Wanted wanted, Caller caller) {
    int limit = caller.tenant().app().limits().channelsPerConnection();
    if (wanted.names().size() > limit) {
      throw new Refused(Problem.TOO_MANY_CHANNELS, "the limit is " + limit);
    }
    for (String name : wanted.names()) {
      Refused denied =
          authorizer.check(caller.grant(), caller.tenant().rule(name), Action.SUBSCRIBE, name);
      if (denied != null) {
        throw denied;
      }
    }
  }

  /**
   * A browser's event stream is over for good after any status but 200, so it gets one that ends at
   * once, with a time to come back.
   */
  private void turnAway(Exchange exchange, Refused closed) {
    countRefusal(closed);
    if (exchange.request().isUpgrade()) {
      exchange.refuse(closed);
      return;
    }
    ByteBuf words = Unpooled.buffer(128);
    long retry = settings.retryMillis();
    SseDialect.retry(words, retry + ThreadLocalRandom.current().nextLong(retry));
    ByteBufUtil.writeUtf8(words, ": " + closed.problem().title() + "\n\n");
    exchange.answer(Answer.text(200, "text/event-stream", words.toString(StandardCharsets.UTF_8)));
  }

  private void openWebSocket(Exchange exchange, Wanted wanted, Caller caller) {
    var handshake =
        WebSocketHandshake.of(exchange.request().head(), settings.compression(), List.of());
    int limit = caller.tenant().app().limits().messageBytes();
    var reader = new FrameReader(limit, handshake.deflate());
    HttpResponse answer = handshake.response();
    answer.headers().add(exchange.extra());
    Dialect dialect = PlainDialect.of(wanted.json(), handshake.deflate());
    begin(exchange, wanted, caller, dialect, reader, answer, null);
  }

  private void openEventStream(Exchange exchange, Wanted wanted, Caller caller) {
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
    Dialect dialect = SseDialect.of(wanted.json(), wanted.names().size() > 1);
    begin(exchange, wanted, caller, dialect, null, answer, retry);
  }

  /** The socket becomes a connection, and its session subscribes. */
  private void begin(
      Exchange exchange,
      Wanted wanted,
      Caller caller,
      Dialect dialect,
      @Nullable FrameReader reader,
      HttpResponse answer,
      @Nullable ByteBuf firstWords) {
    var tenant = caller.tenant();
    exchange.enter(tenant);
    var connection = new Connection(exchange.station(), connections, reader);
    var session =
        new UrlSession(
            sessions, exchange.station().shard(), tenant, caller.grant(), dialect, connection);
    List<ChannelName> channels = wanted.names().stream().map(tenant.app()::channel).toList();
    boolean taken =
        exchange.takeOver(
            answer,
            connection,
            () -> {
              connection.begin(session);
              if (firstWords != null) {
                connection.write(firstWords);
              }
              return session.open(channels, wanted.since());
            });
    if (!taken && firstWords != null) {
      firstWords.release();
    }
  }

  private void countRefusal(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof Refused refused) {
      metrics.count(Metric.HANDSHAKES_REFUSED, refused.problem().code()).increment();
    }
  }

  /** Names that are valid and all different. */
  static void requireNames(List<String> names) {
    if (names.isEmpty()) {
      throw new Refused(Problem.BAD_REQUEST, "say which channels, as ?channel=a&channel=b");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new Refused(Problem.BAD_REQUEST, "a channel is named twice");
    }
    for (String name : names) {
      if (!ChannelName.isValid(name)) {
        throw Publisher.badChannel();
      }
    }
  }
}
