package dev.freshet.console.view;

import dev.freshet.console.access.Audit;
import dev.freshet.console.access.Body;
import dev.freshet.console.access.ConsoleSession;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Connections;
import dev.freshet.net.Connections.Seen;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Apps;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /console/api/connections}, {@code GET /console/api/connection} and {@code POST
 * /console/api/close}: the connections of this node.
 */
final class SocketRoutes {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 500;
  private static final int ID_MAX = 100;
  private static final int BODY_MAX = 1_024;

  private final Apps apps;
  private final Connections connections;
  private final Audit audit;
  private final InstantSource clock;

  SocketRoutes(Apps apps, Connections connections, Audit audit, InstantSource clock) {
    this.apps = apps;
    this.connections = connections;
    this.audit = audit;
    this.clock = clock;
  }

  /** Some of those that hear a channel. */
  void hearing(Exchange exchange) {
    var query = exchange.request().query();
    var channel = Asked.tenant(apps, query).app().channel(Asked.channel(query));
    int limit = query.number("limit", 1, LIMIT_MAX, LIMIT);
    exchange.await(
        connections.hearing(channel, limit + 1),
        all -> Answer.json(200, json -> write(json, all, limit)));
  }

  /** One, with the names of its channels. */
  void one(Exchange exchange) {
    String id = id(exchange.request().query().one("id"));
    exchange.await(
        connections.find(id),
        found -> {
          Seen seen = require(found);
          return Answer.json(
              200,
              json ->
                  write(
                      json,
                      seen,
                      more -> {
                        more.writeStringProperty("app", seen.app());
                        more.writeArrayPropertyStart("channels");
                        seen.channels().forEach(more::writeString);
                        more.writeEndArray();
                      }));
        });
  }

  /** Ends one. */
  void close(Exchange exchange, ConsoleSession session) {
    String id = id(Body.read(exchange.request(), Set.of("id"), BODY_MAX).need("id"));
    var closed = connections.close(id);
    var _ =
        closed.whenComplete((was, failure) -> {
          if (was != null) {
            audit.done(session.user(), "close", id);
          } else {
            audit.refused(session.user(), "close", id, failure == null ? "not there" : "failed");
          }
        });
    exchange.await(
        closed,
        was -> {
          require(was);
          return Answer.empty(204, Map.of());
        });
  }

  private static String id(@Nullable String id) {
    if (id == null || id.isEmpty() || id.length() > ID_MAX) {
      throw new Refused(Problem.BAD_REQUEST, "id is missing or too long");
    }
    return id;
  }

  private static Seen require(@Nullable Seen found) {
    if (found == null) {
      throw new Refused(Problem.NOT_FOUND, "no connection of this node has this id");
    }
    return found;
  }

  private void write(JsonGenerator json, List<Seen> all, int limit) {
    json.writeStartObject();
    json.writeArrayPropertyStart("connections");
    all.stream().limit(limit).forEach(seen -> write(json, seen, more -> {}));
    json.writeEndArray();
    json.writeBooleanProperty("more", all.size() > limit);
    json.writeEndObject();
  }

  private void write(JsonGenerator json, Seen seen, Consumer<JsonGenerator> more) {
    json.writeStartObject();
    json.writeStringProperty("id", seen.id());
    json.writeStringProperty("dialect", seen.dialect());
    json.writeName("user");
    if (seen.user() == null) {
      json.writeNull();
    } else {
      json.writeString(seen.user());
    }
    json.writeStringProperty("address", seen.address());
    json.writeNumberProperty("since_s", Math.max(0, clock.millis() / 1_000 - seen.since()));
    json.writeNumberProperty("subscriptions", seen.channels().size());
    json.writeNumberProperty("queued_bytes", seen.queuedBytes());
    more.accept(json);
    json.writeEndObject();
  }
}
