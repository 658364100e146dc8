package dev.freshet.console.view;

import dev.freshet.console.access.Access;
import dev.freshet.console.access.Body;
import dev.freshet.console.access.ConsoleSession;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Apps;
import dev.freshet.session.Grant;
import dev.freshet.session.Publisher;
import dev.freshet.session.Tenant;
import dev.freshet.wire.Drafts;
import dev.freshet.wire.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code POST /console/api/publish}: publishes for who shows the app's secret once more, each time.
 */
final class PublishRoute {
  private static final Set<String> FIELDS = Set.of("app", "channel", "event", "data", "secret");

  /** JSON may take six characters for one. */
  private static final int ESCAPED = 6;

  private static final int AROUND = 8 * 1024;

  private final Apps apps;
  private final Publisher publisher;
  private final Access access;

  PublishRoute(Apps apps, Publisher publisher, Access access) {
    this.apps = apps;
    this.publisher = publisher;
    this.access = access;
  }

  void answer(Exchange exchange, ConsoleSession session) {
    Body body = Body.read(exchange.request(), FIELDS, Integer.MAX_VALUE);
    Tenant tenant = Asked.tenant(apps, body.get("app"));
    String channel = Asked.channel(body.get("channel"));
    String object = tenant.app().id() + "/" + channel;
    if (exchange.request().body().length > bodyMax(tenant)) {
      throw new Refused(Problem.BODY_TOO_LARGE, "the limit is " + bodyMax(tenant) + " bytes");
    }
    if (!tenant.app().secret().matches(body.need("secret"))) {
      access.missed(session, "publish", object);
      throw new Refused(Problem.FORBIDDEN, "that is not the app's secret");
    }
    String event = body.get("event");
    if (event != null && event.isEmpty()) {
      event = null;
    }
    var payload = Payload.text(body.need("data").getBytes(StandardCharsets.UTF_8));
    var draft =
        new Draft(payload, event == null ? null : Drafts.label("event", event), null, null, null);
    var published = publisher.publish(tenant, Grant.ALL, channel, draft);
    // Aside: a stage in between would hand a refusal on wrapped.
    var _ =
        published.whenComplete((taken, failure) -> {
          if (taken != null) {
            access.audit().done(session.user(), "publish", object);
          } else {
            access.audit().refused(session.user(), "publish", object, code(failure));
          }
        });
    exchange.await(published, taken -> Answer.json(200, json -> write(json, taken.position())));
  }

  private static long bodyMax(Tenant tenant) {
    return (long) ESCAPED * tenant.app().limits().messageBytes() + AROUND;
  }

  private static String code(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof Refused refused ? refused.problem().code() : "failed";
  }

  private static void write(JsonGenerator json, @Nullable Position position) {
    json.writeStartObject();
    if (position != null) {
      Envelope.write(json, position);
    }
    json.writeEndObject();
  }
}
