package dev.freshet.net.api;

import dev.freshet.cluster.History;
import dev.freshet.cluster.Occupancy;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.wire.Envelope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /channels/{name}} as JSON: what the channel keeps, and how many hear it. Parameters:
 * {@code since} (a position, or {@code earliest}), {@code limit}, {@code reverse}.
 */
final class ReadRoute implements Route {
  /** The most publications one answer may hold. */
  static final int MAX_LIMIT = 1_000;

  private static final int DEFAULT_LIMIT = 100;

  private final Apps apps;
  private final Authorizer authorizer;
  private final History history;
  private final Occupancy occupancy;

  ReadRoute(Apps apps, Authorizer authorizer, History history, Occupancy occupancy) {
    this.apps = apps;
    this.authorizer = authorizer;
    this.history = history;
    this.occupancy = occupancy;
  }

  /** What is told of a channel. */
  private record Reading(ChannelName channel, History.@Nullable Page page, int subscribers) {}

  @Override
  public void answer(Exchange exchange) {
    Request request = exchange.request();
    String name = request.query().segments().get(1);
    if (!ChannelName.isValid(name)) {
      throw Publisher.badChannel();
    }
    Position since = since(request);
    int limit = request.query().number("limit", 0, MAX_LIMIT, DEFAULT_LIMIT);
    boolean reverse = request.query().flag("reverse");
    var reading =
        Caller.of(request, apps, authorizer, List.of(name))
            .thenCompose(caller -> read(caller, name, since, limit, reverse));
    exchange.await(reading, read -> Answer.json(200, json -> write(json, read)));
  }

  private CompletionStage<Reading> read(
      Caller caller, String name, @Nullable Position since, int limit, boolean reverse) {
    ChannelRule rule = caller.tenant().rule(name);
    Refused denied = authorizer.check(caller.grant(), rule, Action.HISTORY, name);
    if (denied != null) {
      return CompletableFuture.failedFuture(denied);
    }
    ChannelName channel = caller.tenant().app().channel(name);
    var subscribers = occupancy.count(channel);
    if (!rule.keepsHistory()) {
      return subscribers.thenApply(count -> new Reading(channel, null, count));
    }
    return history
        .read(channel, rule, since, limit, reverse)
        .thenCombine(subscribers, (page, count) -> new Reading(channel, page, count));
  }

  private static @Nullable Position since(Request request) {
    String text = request.query().one("since");
    if (text == null) {
      return null;
    }
    Position since = Position.parse(text);
    if (since == null) {
      throw new Refused(Problem.BAD_POSITION, "since must be epoch:offset or earliest");
    }
    return since;
  }

  private static void write(JsonGenerator json, Reading reading) {
    json.writeStartObject();
    json.writeStringProperty("channel", reading.channel.name());
    json.writeNumberProperty("subscribers", reading.subscribers);
    json.writeBooleanProperty("history", reading.page != null);
    var page = reading.page;
    if (page != null) {
      Envelope.write(json, page.top());
      json.writeBooleanProperty("unbroken", page.unbroken());
      json.writeName("publications");
      json.writeStartArray();
      page.publications()
          .forEach(publication -> Envelope.write(json, reading.channel, publication));
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
