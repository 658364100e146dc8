package dev.freshet.session.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cluster.HandClock;
import dev.freshet.cluster.LaterBroker;
import dev.freshet.cluster.LaterPresence;
import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.cluster.LocalPresence;
import dev.freshet.hub.HandLoop;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.model.Proof;
import dev.freshet.model.Secret;
import dev.freshet.model.Sender;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.FakeOutlet;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Grant;
import dev.freshet.session.Publisher;
import dev.freshet.session.Tenant;
import dev.freshet.session.Witness;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sessions by command on one loop, over the contracts of a node that stands alone. */
final class CommandRig implements Witness {
  static final ClientLimits LIMITS =
      new ClientLimits(20, 10, 20, 100, 10, 3, 30, 10, 2, 2, 2, Duration.ofMinutes(1));
  static final Secret SECRET = Secret.of(Fixtures.SECRET);

  /** One client. */
  final class Someone {
    final ScriptDialect dialect = new ScriptDialect();
    final FakeOutlet outlet = new FakeOutlet();
    final CommandSession session;
    private long now = 1_000;

    Someone(String id) {
      session =
          new CommandSession(services, hub.shards().getFirst(), tenant, dialect, outlet, id, now);
      outlet.serve(session);
    }

    /** Sends a command, lets the loop come to rest. */
    Someone says(Command command) {
      dialect.next(command);
      session.receive(Unpooled.EMPTY_BUFFER, true, now);
      loop.run();
      return this;
    }

    Someone subscribes(String channel) {
      return says(new Command.Subscribe(channel, new Claim.Open(), new Membership.None()));
    }

    Someone joins(String channel, String user) {
      var proof = proof(":" + channel);
      var member = new Member(user, Payload.json("{}".getBytes(UTF_8)));
      return says(
          new Command.Subscribe(channel, new Claim.Proven(proof), new Membership.As(member)));
    }

    Someone signsIn(String user, String... watchlist) {
      return says(
          new Command.SignIn(proof("::user::" + user), Member.of(user), List.of(watchlist), user));
    }

    Proof proof(String suffix) {
      byte[] signed = (session.id + suffix).getBytes(UTF_8);
      return new Proof("key", suffix, HexFormat.of().formatHex(SECRET.hmacSha256(signed)));
    }

    void passes(Duration time) {
      now += time.toMillis();
    }

    /** What was written since, flushes left out. */
    List<String> hears() {
      loop.run();
      return outlet.take().stream().filter(line -> !line.equals("flush")).toList();
    }
  }

  final HandLoop loop = new HandLoop();
  final HandClock clock = new HandClock();
  final Metrics metrics = new Metrics();
  final LocalBroker local =
      new LocalBroker(new LocalHistory(LocalHistory.Bounds.ofThisMachine(), clock), clock);
  final LaterBroker broker = new LaterBroker(local);
  final LocalPresence members = new LocalPresence(broker, clock);
  final LaterPresence presence = new LaterPresence(members);
  final LocalOccupancy occupancy = new LocalOccupancy();
  final Hub hub =
      new Hub(List.of(loop), broker, occupancy, new HubSettings(100, 3, 100_000, 10), metrics);
  final Tenant tenant;
  final Publisher publisher;
  final CommandServices services;

  /** What backends would be told. */
  final List<String> witnessed = new ArrayList<>();

  CommandRig() {
    this(ClientEvents.PRIVATE, Duration.ZERO);
  }

  CommandRig(ClientEvents clientEvents, Duration authorizeWithin) {
    broker.start(hub);
    tenant = new Apps(List.of(app(clientEvents, authorizeWithin))).find("key");
    var authorizer =
        new Authorizer(
            clock,
            (uri, timeout) -> {
              throw new IOException("no keys here");
            },
            Fixtures.SETTINGS,
            metrics);
    publisher = new Publisher(broker, hub, authorizer, metrics);
    services =
        new CommandServices(publisher, authorizer, presence, broker.history(), this, metrics);
  }

  private static App app(ClientEvents clientEvents, Duration authorizeWithin) {
    return new App(
        "app",
        "key",
        SECRET,
        new Limits(10, 3, 1_000, 10, 0, 10, 1 << 20),
        new ChannelRules(
            List.of(
                rule("closed*", Access.SECRET), rule("p-*", Access.TOKEN), rule("*", Access.OPEN)),
            List.of(new ChannelPattern("cache*")),
            Duration.ofMinutes(1)),
        List.of(),
        TokenRules.SECRET_ONLY,
        new ClientRules(
            true, clientEvents, false, true, authorizeWithin, Duration.ofMinutes(2), false, LIMITS),
        List.of());
  }

  private static ChannelRule rule(String pattern, Access subscribe) {
    return new ChannelRule(
        new ChannelPattern(pattern),
        0,
        Duration.ofMinutes(1),
        Access.SECRET,
        subscribe,
        Access.SECRET,
        SlowReader.CLOSE);
  }

  void publish(String channel, String event, String body, @Nullable String except) {
    var draft = new Draft(Payload.text(body), event, null, null, null);
    var _ =
        publisher
            .publish(
                tenant,
                Grant.ALL,
                channel,
                except == null ? draft : draft.by(new Sender(except, null)))
            .toCompletableFuture()
            .join();
    loop.run();
  }

  /** Does something on a thread that is not the loop's, then lets the loop come to rest. */
  void elsewhere(Runnable action) throws InterruptedException {
    var thread = new Thread(action);
    thread.start();
    thread.join();
    loop.run();
  }

  ChannelName channel(String name) {
    return new ChannelName("app", name);
  }

  @Override
  public void clientEvent(
      ChannelName channel, String event, Payload data, String connection, @Nullable String user) {
    witnessed.add(channel.name() + " " + event + " " + connection + " " + user);
  }

  @Override
  public void cacheMiss(ChannelName channel) {
    witnessed.add("cache miss " + channel.name());
  }
}
