package dev.freshet.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cluster.History;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.HandLoop;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
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
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Fixtures;
import dev.freshet.session.Grant;
import dev.freshet.session.Publisher;
import dev.freshet.session.SessionServices;
import dev.freshet.session.Tenant;
import dev.freshet.session.UrlSession;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.FrameReader;
import dev.freshet.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection on an imaginary socket, with a wheel that a test turns. */
final class ConnectionRig {
  static final int HEARTBEAT = 12;
  static final int PONG = 4;
  static final int CLOSE = 3;
  static final int MESSAGE = 6;

  /** What may wait for one connection; an entry of the socket's queue costs 96 beside its bytes. */
  static final int QUEUED_BYTES = 2_000;

  final HandLoop loop = new HandLoop();
  final FakeBroker broker = new FakeBroker();
  final Metrics metrics = new Metrics();
  final GatedChannel socket = new GatedChannel(300, 600);
  final Hub hub;
  final Station station;
  final Tenant tenant = new Apps(List.of(app())).find(null);
  Grant grant = Grant.ALL;
  Age age = Age.NONE;

  ConnectionRig() {
    hub =
        new Hub(
            List.of(loop),
            broker,
            new LocalOccupancy(),
            new HubSettings(100, 100, 1 << 20, 100),
            metrics);
    station = new Station(new DefaultEventLoop(), hub.shards().getFirst(), metrics);
  }

  /** Its channels are named for what happens to slow readers. */
  private static App app() {
    return new App(
        "app",
        "key",
        Secret.of(Fixtures.SECRET),
        new Limits(10, 10, 1_000, 10, 0, 0, QUEUED_BYTES),
        new ChannelRules(
            List.of(
                rule("close", SlowReader.CLOSE),
                rule("drop", SlowReader.DROP_OLDEST),
                rule("conflate", SlowReader.CONFLATE))),
        List.of(),
        TokenRules.SECRET_ONLY);
  }

  private static ChannelRule rule(String pattern, SlowReader slowReader) {
    return new ChannelRule(
        new ChannelPattern(pattern),
        0,
        Duration.ofMinutes(1),
        Access.OPEN,
        Access.OPEN,
        Access.OPEN,
        slowReader);
  }

  /** Connects a WebSocket client that hears these channels. */
  Connection connect(Dialect dialect, String... channels) {
    return open(dialect, new FrameReader(1_000, false), channels);
  }

  /** Connects a client that can send nothing. */
  Connection listen(Dialect dialect, String... channels) {
    return open(dialect, null, channels);
  }

  private Connection open(Dialect dialect, @Nullable FrameReader reader, String... channels) {
    var settings = new ConnectionSettings(HEARTBEAT, PONG, CLOSE, MESSAGE, age);
    var connection = new Connection(station, new ConnectionServices(settings, metrics), reader);
    socket.pipeline().addLast(connection);
    tenant.enter(0);
    var session =
        new UrlSession(services(), hub.shards().getFirst(), tenant, grant, dialect, connection);
    connection.begin(session);
    session.open(
        Arrays.stream(channels).map(tenant.app()::channel).toList(),
        Arrays.asList(new @Nullable Position[channels.length]));
    return connection;
  }

  private SessionServices services() {
    History none =
        (channel, rule, since, limit, reverse) -> {
          throw new AssertionError("no channel here keeps history");
        };
    var authorizer =
        new Authorizer(
            new Fixtures.HandClock(),
            (uri, timeout) -> {
              throw new IOException("no keys here");
            },
            Fixtures.SETTINGS,
            metrics);
    return new SessionServices(new Publisher(broker, hub, authorizer, metrics), none, metrics, 100);
  }

  void publish(String channel, String... bodies) {
    for (String body : bodies) {
      publish(channel, body, null);
    }
  }

  /** Publishes and delivers at once. */
  void publish(String channel, String body, @Nullable String conflationKey) {
    publish(channel, new Publication("", 0, 5, Payload.text(body), null, conflationKey));
  }

  /** Delivers at once. */
  void publish(String channel, Publication publication) {
    hub.deliver(tenant.app().channel(channel), publication);
    loop.run();
  }

  /** Lets time pass. */
  void ticks(int count) {
    for (int i = 0; i < count; i++) {
      station.wheel().advance();
      socket.runPendingTasks();
    }
  }

  /** Lets time pass until something leaves the socket; says how many ticks that took. */
  int ticksUntilHeard() {
    for (int ticks = 1; ticks <= 2 * HEARTBEAT; ticks++) {
      station.wheel().advance();
      socket.runPendingTasks();
      if (!socket.outboundMessages().isEmpty()) {
        return ticks;
      }
    }
    throw new AssertionError("nothing was sent");
  }

  /** The client sends. */
  void send(byte[] bytes) {
    socket.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  /** A client's frame, masked with zeros. */
  static byte[] frame(int opcode, byte[] payload) {
    if (payload.length > FrameWriter.MAX_CONTROL) {
      throw new IllegalArgumentException("payload: too long for this test");
    }
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }

  static byte[] text(String body) {
    return frame(FrameWriter.TEXT, body.getBytes(UTF_8));
  }

  static byte[] close(int code) {
    return frame(FrameWriter.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** The frames that left since the last call: {@code text hi}, {@code close 1000 why}. */
  List<String> heard() {
    ByteBuf in = Unpooled.wrappedBuffer(socket.sent());
    var frames = new ArrayList<String>();
    while (in.isReadable()) {
      int opcode = in.readUnsignedByte() & 0xf;
      int length = in.readUnsignedByte();
      ByteBuf payload = in.readSlice(length == 126 ? in.readUnsignedShort() : length);
      frames.add(
          switch (opcode) {
            case FrameWriter.TEXT -> "text " + payload.toString(UTF_8);
            case FrameWriter.PING -> "ping";
            case FrameWriter.PONG -> "pong " + payload.toString(UTF_8);
            case FrameWriter.CLOSE ->
                payload.isReadable() ? "close " + payload.readUnsignedShort() : "close";
            default -> "opcode " + opcode;
          });
    }
    return frames;
  }

  /** Whether nothing is left of the conversation but the numbers, which are right. */
  boolean isGone(String reason) {
    return hub.subscriptions() == 0
        && tenant.connections() == 0
        && count(Metric.CONNECTIONS_CLOSED, "app", reason) == 1;
  }

  long count(Metric metric, String... labels) {
    return (long) metrics.value(metric, labels);
  }
}
