package dev.freshet.console.view;

import dev.freshet.console.access.ConsoleSession;
import dev.freshet.console.live.Live;
import dev.freshet.hub.Loop;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import dev.freshet.net.api.Streams;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Apps;
import dev.freshet.session.Grant;
import dev.freshet.session.Tenant;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * {@code GET /console/live} and {@code GET /console/hear}: event streams, over the same way as any
 * other, that end with the session they were opened in.
 */
final class HearRoutes {
  /** What its streams are counted as; no app has such an id. */
  private static final String ID = "(console)";

  private final Apps apps;
  private final Streams streams;

  /** The console's own app: its one channel tells the newest to who cannot keep up. */
  private final Tenant own = new Apps(List.of(app())).find(null);

  HearRoutes(Apps apps, Streams streams) {
    this.apps = apps;
    this.streams = streams;
  }

  /** How the node is, every few seconds. */
  void live(Exchange exchange, ConsoleSession session) {
    open(exchange, session, own, Live.CHANNEL, false);
  }

  /** A channel of an app. */
  void hear(Exchange exchange, ConsoleSession session) {
    var query = exchange.request().query();
    String format = query.one("format");
    if (format != null && !format.equals("json") && !format.equals("raw")) {
      throw new Refused(Problem.BAD_REQUEST, "format must be raw or json");
    }
    Tenant tenant = Asked.tenant(apps, query);
    ChannelName channel = tenant.app().channel(Asked.channel(query));
    open(exchange, session, tenant, channel, "json".equals(format));
  }

  private void open(
      Exchange exchange, ConsoleSession session, Tenant tenant, ChannelName channel, boolean json) {
    if (!exchange.request().method().equals(HttpMethod.GET)) {
      throw new Refused(Problem.NOT_ACCEPTABLE, "this is an event stream");
    }
    TiedSession.require(session);
    Grant grant =
        Grant.of(
            session.user(),
            Instant.ofEpochMilli(session.ends()),
            List.of(ChannelPattern.ALL),
            List.of(),
            List.of());
    Loop loop = exchange.station().shard().loop();
    streams.openEventStream(
        exchange,
        new Streams.Wish(tenant, grant, List.of(channel), Collections.singletonList(null), json),
        (heard, connection) -> TiedSession.tie(heard, session, connection, loop));
  }

  private static App app() {
    var rule =
        new ChannelRule(
            ChannelPattern.ALL,
            0,
            Duration.ofMinutes(1),
            Access.SECRET,
            Access.SECRET,
            Access.SECRET,
            SlowReader.CONFLATE);
    return new App(
        ID,
        ID,
        Secret.of(ID),
        Limits.DEFAULT,
        new ChannelRules(List.of(rule)),
        List.of(),
        TokenRules.SECRET_ONLY);
  }
}
