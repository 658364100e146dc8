package dev.freshet.net.pusher;

import dev.freshet.cluster.Broker;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Tenant;
import java.time.InstantSource;

/**
 * {@code POST /apps/{id}/users/{user}/terminate_connections}: every connection signed in as that
 * user goes, on every node. The answer does not wait for them, but for the broker to tell them.
 */
final class TerminateRoute implements SignedRoute {
  private final Broker broker;
  private final InstantSource clock;

  TerminateRoute(Broker broker, InstantSource clock) {
    this.broker = broker;
    this.clock = clock;
  }

  @Override
  public void answer(Exchange exchange, Tenant tenant) {
    String user = exchange.name(1);
    int limit = tenant.app().clients().limits().userIdLength();
    if (user.isEmpty() || user.length() > limit) {
      throw new Refused(
          Problem.BAD_REQUEST, "A user id must have 1 to %d characters".formatted(limit));
    }
    exchange.await(
        broker.announce(
            ChannelName.ofUser(tenant.app().id(), user),
            Publication.of(Notice.DISCONNECT, Payload.NULL, clock.millis())),
        told -> Answer.json(200, json -> json.writeStartObject().writeEndObject()));
  }
}
