package dev.freshet.net.api;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Action;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
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
  private final Apps apps;
  private final Authorizer authorizer;
  private final long retryMillis;
  private final Streams streams;
  private final Metrics metrics;
  private final Route otherwise;

  /** Leaves what is neither to {@code otherwise}. */
  SubscribeRoute(
      Apps apps,
      Authorizer authorizer,
      long retryMillis,
      Streams streams,
      Metrics metrics,
      Route otherwise) {
    this.apps = apps;
    this.authorizer = authorizer;
    this.retryMillis = retryMillis;
    this.streams = streams;
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
      var wish = wish(wanted, caller);
      if (exchange.request().isUpgrade()) {
        streams.openWebSocket(exchange, wish);
      } else {
        streams.openEventStream(exchange, wish, Streams.UNTIED);
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

  private static Streams.Wish wish(Wanted wanted, Caller caller) {
    var app = caller.tenant().app();
    List<ChannelName> channels = wanted.names().stream().map(app::channel).toList();
    return new Streams.Wish(
        caller.tenant(), caller.grant(), channels, wanted.since(), wanted.json());
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
    SseDialect.retry(words, retryMillis + ThreadLocalRandom.current().nextLong(retryMillis));
    ByteBufUtil.writeUtf8(words, ": " + closed.problem().title() + "\n\n");
    exchange.answer(Answer.text(200, "text/event-stream", words.toString(StandardCharsets.UTF_8)));
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
