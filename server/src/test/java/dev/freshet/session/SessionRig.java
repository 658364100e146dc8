package dev.freshet.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cluster.History.Page;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.HandLoop;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.Secret;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.plain.PlainDialect;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Sessions of one app on one loop that a test drives by hand. */
final class SessionRig {
  static final Dialect RAW = PlainDialect.of(false, false);
  static final Dialect JSON = PlainDialect.of(true, false);
  static final Dialect SSE = SseDialect.of(false, false);
  static final Dialect SSE_SEVERAL = SseDialect.of(false, true);

  /** More than this is not replayed. */
  static final int CATCH_UP_MAX = 4;

  static final Limits LIMITS = new Limits(2, 10, 100, 10, 0, 3, 1 << 20);

  final HandLoop loop = new HandLoop();
  final FakeBroker broker = new FakeBroker();
  final FakeHistory history = new FakeHistory();
  final FakeOutlet outlet = new FakeOutlet();
  final Metrics metrics = new Metrics();
  final Hub hub;
  final Publisher publisher;
  final Tenant tenant = new Tenant(app(LIMITS), app -> 0);
  Grant grant = Grant.ALL;

  SessionRig() {
    hub =
        new Hub(
            List.of(loop),
            broker,
            new LocalOccupancy(),
            new HubSettings(100, 3, 1_000, CATCH_UP_MAX),
            metrics);
    var authorizer =
        new Authorizer(
            new Fixtures.HandClock(),
            (uri, timeout) -> {
              throw new IOException("no keys here");
            },
            Fixtures.SETTINGS,
            metrics);
    publisher = new Publisher(broker, hub, authorizer, metrics);
  }

  /** Channels that start with {@code kept} keep history, {@code open} ones anybody may publish. */
  static App app(Limits limits) {
    return new App(
        "app",
        "key",
        Secret.of(Fixtures.SECRET),
        limits,
        new ChannelRules(
            List.of(
                rule("kept*", 10, Access.SECRET),
                rule("open*", 0, Access.OPEN),
                rule("token*", 0, Access.TOKEN))),
        List.of(),
        TokenRules.SECRET_ONLY);
  }

  private static ChannelRule rule(String pattern, int size, Access publish) {
    return new ChannelRule(
        new ChannelPattern(pattern),
        size,
        Duration.ofMinutes(1),
        publish,
        Access.OPEN,
        Access.OPEN,
        SlowReader.CLOSE);
  }

  static ChannelName channel(String name) {
    return new ChannelName("app", name);
  }

  /** A session that has not been opened. */
  UrlSession session(Dialect dialect) {
    var services = new SessionServices(publisher, history, metrics, CATCH_UP_MAX);
    var session = new UrlSession(services, hub.shards().getFirst(), tenant, grant, dialect, outlet);
    outlet.serve(session);
    return session;
  }

  /** A session on one channel. */
  UrlSession open(Dialect dialect, String name, @Nullable Position since) {
    UrlSession session = session(dialect);
    var from = new ArrayList<@Nullable Position>();
    from.add(since);
    session.open(List.of(channel(name)), from);
    return session;
  }

  /** A session on several channels that resumes none. */
  UrlSession open(Dialect dialect, String... names) {
    UrlSession session = session(dialect);
    session.open(
        Arrays.stream(names).map(SessionRig::channel).toList(),
        Arrays.asList(new @Nullable Position[names.length]));
    return session;
  }

  void publish(String name, Publication... publications) {
    for (Publication publication : publications) {
      hub.deliver(channel(name), publication);
    }
    loop.run();
  }

  static void receive(Session session, String text, long nowMillis) {
    ByteBuf payload = Unpooled.copiedBuffer(text, UTF_8);
    session.receive(payload, true, nowMillis);
  }

  long count(Metric metric, String... labels) {
    return (long) metrics.value(metric, labels);
  }

  static Position at(long offset) {
    return new Position("e", offset);
  }

  /** Publications of epoch e whose bodies are their offsets. */
  static Publication[] range(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> new Publication("e", i, 5, Payload.text("m" + i), null, null))
        .toArray(Publication[]::new);
  }

  static Publication bare(String body) {
    return new Publication("", 0, 5, Payload.text(body), null, null);
  }

  static Page page(long top, boolean unbroken, Publication... publications) {
    return new Page(at(top), List.of(publications), unbroken);
  }
}
