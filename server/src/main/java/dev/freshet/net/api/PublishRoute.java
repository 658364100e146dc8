package dev.freshet.net.api;

import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Published;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.wire.Drafts;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.Utf8;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code POST /channels/{name}}: publishes the body. */
final class PublishRoute implements Route {
  private final Apps apps;
  private final Authorizer authorizer;
  private final Publisher publisher;

  PublishRoute(Apps apps, Authorizer authorizer, Publisher publisher) {
    this.apps = apps;
    this.authorizer = authorizer;
    this.publisher = publisher;
  }

  @Override
  public void answer(Exchange exchange) {
    Request request = exchange.request();
    String channel = request.query().segments().get(1);
    Draft draft = draft(request);
    var published =
        Caller.of(request, apps, authorizer, List.of(channel))
            .thenCompose(
                caller -> publisher.publish(caller.tenant(), caller.grant(), channel, draft));
    exchange.await(published, result -> Answer.json(200, json -> write(json, result)));
  }

  /** Writes the answer to one publication as one object. */
  static void write(JsonGenerator json, Published published) {
    json.writeStartObject();
    var position = published.position();
    if (position != null) {
      Envelope.write(json, position);
    }
    json.writeBooleanProperty("duplicate", published.duplicate());
    json.writeEndObject();
  }

  private static Draft draft(Request request) {
    String ttl = request.option("ttl");
    return new Draft(
        payload(request),
        label(request, "event"),
        label(request, "conflation-key"),
        label(request, "idempotency-key"),
        ttl == null ? null : Drafts.ttl(ttl));
  }

  /** A body is text when it is valid UTF-8, unless its publisher says that it is not text. */
  private static Payload payload(Request request) {
    String type = request.header(HttpHeaderNames.CONTENT_TYPE);
    boolean binary =
        type != null && type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream");
    return !binary && Utf8.isValid(request.body())
        ? Payload.text(request.body())
        : Payload.binary(request.body());
  }

  private static @Nullable String label(Request request, String name) {
    String value = request.option(name);
    return value == null ? null : Drafts.label(name, value);
  }
}
