package dev.freshet.net.pusher;

import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Publisher;
import dev.freshet.session.Tenant;
import dev.freshet.wire.pusher.ChannelKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * {@code POST /apps/{id}/events} and {@code POST /apps/{id}/batch_events}. The body is read whole
 * before anything is published, so one that cannot be taken changes nothing; the answer comes when
 * everything is published.
 */
final class EventsRoute {
  private static final Answer DONE =
      new Answer(200, Answer.JSON_TYPE, "{}".getBytes(StandardCharsets.UTF_8), Map.of(), null);

  private final Publisher publisher;
  private final Census census;

  EventsRoute(Publisher publisher, Census census) {
    this.publisher = publisher;
    this.census = census;
  }

  /** One event on one channel or several. */
  void one(Exchange exchange, Tenant tenant) {
    Event event = EventReader.event(exchange.request().body(), limits(tenant));
    var published = publish(tenant, List.of(event));
    if (event.info().isEmpty()) {
      exchange.await(published, done -> done);
      return;
    }
    List<Set<Attribute>> each =
        event.channels().stream().map(channel -> applicable(event, channel)).toList();
    exchange.await(
        published.thenCompose(done -> facts(tenant, event.channels(), each)),
        facts -> Answer.json(200, json -> writeChannels(json, event.channels(), facts)));
  }

  /** Several events, each on its channel. */
  void batch(Exchange exchange, Tenant tenant) {
    List<Event> batch = EventReader.batch(exchange.request().body(), limits(tenant));
    var published = publish(tenant, batch);
    if (batch.stream().allMatch(event -> event.info().isEmpty())) {
      exchange.await(published, done -> done);
      return;
    }
    List<String> channels = batch.stream().map(event -> event.channels().getFirst()).toList();
    List<Set<Attribute>> each =
        batch.stream().map(event -> applicable(event, event.channels().getFirst())).toList();
    exchange.await(
        published.thenCompose(done -> facts(tenant, channels, each)),
        facts -> Answer.json(200, json -> writeBatch(json, facts)));
  }

  /**
   * What is published must not look as if it were not because it cannot be counted who hears it.
   */
  private CompletionStage<List<Census.Facts>> facts(
      Tenant tenant, List<String> channels, List<Set<Attribute>> each) {
    return census
        .of(tenant, channels, each)
        .exceptionally(failure -> Collections.nCopies(channels.size(), Census.Facts.NONE));
  }

  /**
   * Publishes in order.
   *
   * @return the answer when nothing was asked besides; fails with the first refusal, which says the
   *     channel it is of
   */
  private CompletionStage<Answer> publish(Tenant tenant, List<Event> events) {
    var channels = new ArrayList<String>();
    var all = new ArrayList<CompletableFuture<Published>>();
    for (Event event : events) {
      for (String channel : event.channels()) {
        channels.add(channel);
        all.add(publisher.send(tenant, channel, event.draft()).toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> {
          for (int i = 0; failure != null && i < all.size(); i++) {
            throwFailure(all.get(i), channels.get(i), all.size());
          }
          return DONE;
        });
  }

  private static void throwFailure(CompletableFuture<Published> one, String channel, int of) {
    if (!one.isCompletedExceptionally()) {
      return;
    }
    Throwable cause = one.exceptionNow();
    if (cause instanceof CompletionException e && e.getCause() != null) {
      cause = e.getCause();
    }
    if (!(cause instanceof Refused refused)) {
      throw new CompletionException(cause);
    }
    Problem problem = refused.problem();
    String others = of == 1 ? "" : "; other channels of the request may have got it";
    throw new Refused(
        problem, "%s: %s (%s)%s".formatted(channel, problem.title(), refused.detail(), others));
  }

  private static Set<Attribute> applicable(Event event, String channel) {
    var applicable = EnumSet.noneOf(Attribute.class);
    applicable.addAll(event.info());
    if (ChannelKind.of(channel) != ChannelKind.PRESENCE) {
      applicable.remove(Attribute.USER_COUNT);
    }
    return applicable;
  }

  private static void writeChannels(
      JsonGenerator json, List<String> channels, List<Census.Facts> facts) {
    json.writeStartObject();
    json.writeObjectPropertyStart("channels");
    for (int i = 0; i < channels.size(); i++) {
      json.writeObjectPropertyStart(channels.get(i));
      facts.get(i).write(json);
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeBatch(JsonGenerator json, List<Census.Facts> facts) {
    json.writeStartObject();
    json.writeArrayPropertyStart("batch");
    for (Census.Facts each : facts) {
      json.writeStartObject();
      each.write(json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static ClientLimits limits(Tenant tenant) {
    return tenant.app().clients().limits();
  }
}
