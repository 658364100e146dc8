package dev.freshet.net.pusher;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import dev.freshet.net.Connection;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.http.Route;
import dev.freshet.net.http.WebSocketHandshake;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import dev.freshet.session.command.CommandServices;
import dev.freshet.session.command.CommandSession;
import dev.freshet.session.command.ConnectionIds;
import dev.freshet.wire.FrameReader;
import dev.freshet.wire.pusher.PusherDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /app/{key}}: a WebSocket that speaks the Pusher protocol. Whom it does not take it
 * tells so with a close code after the handshake, as that protocol wants.
 */
public final class SocketRoute implements Route {
  private static final List<String> SUBPROTOCOLS = List.of("pusher-channels-protocol-7");
  private static final int OLDEST_VERSION = 5;
  private static final int NEWEST_VERSION = 7;

  /** What stands around the data of a client's event, and the largest of the other commands. */
  private static final int FRAME_ROOM = 32 * 1024;

  /** Why a client must go. */
  private record Dismissed(int code, Problem problem, String message) {}

  private final Apps apps;
  private final HttpSettings settings;
  private final ConnectionServices connections;
  private final CommandServices commands;
  private final Metrics metrics;
  private final ConnectionIds ids = new ConnectionIds();

  /** Over these parts. */
  public SocketRoute(
      Apps apps,
      HttpSettings settings,
      ConnectionServices connections,
      CommandServices commands,
      Metrics metrics) {
    this.apps = apps;
    this.settings = settings;
    this.connections = connections;
    this.commands = commands;
    this.metrics = metrics;
  }

  @Override
  public void answer(Exchange exchange) {
    var handshake = handshake(exchange);
    Tenant tenant = apps.findByKey(exchange.name(0));
    if (tenant == null) {
      dismiss(exchange, handshake, unknown());
      return;
    }
    Dismissed checked = check(exchange, tenant);
    Dismissed dismissed = checked == null ? enter(exchange, tenant) : checked;
    if (dismissed == null) {
      open(exchange, handshake, tenant);
    } else {
      dismiss(exchange, handshake, dismissed);
    }
  }

  /** For paths under {@code /app} that name no key. */
  public void answerNowhere(Exchange exchange) {
    dismiss(
        exchange,
        handshake(exchange),
        new Dismissed(4005, Problem.NOT_FOUND, "Path not found: it is /app/{key}"));
  }

  private WebSocketHandshake handshake(Exchange exchange) {
    if (!exchange.request().isUpgrade()) {
      throw new Refused(Problem.UPGRADE_REQUIRED, "this is the path of a WebSocket");
    }
    return WebSocketHandshake.of(exchange.request().head(), settings.compression(), SUBPROTOCOLS);
  }

  private static Dismissed unknown() {
    return new Dismissed(4001, Problem.APP_UNKNOWN, "There is no app with this key");
  }

  private static @Nullable Dismissed check(Exchange exchange, Tenant tenant) {
    Refused closed = exchange.closed();
    if (closed != null) {
      // At once would be to the same node, until the load balancer knows.
      return new Dismissed(4100, closed.problem(), closed.problem().title());
    }
    if (tenant.isRemoved()) {
      return unknown();
    }
    App app = tenant.app();
    if (!app.clients().enabled()) {
      return new Dismissed(4003, Problem.FORBIDDEN, "The app does not take this protocol");
    }
    if (!exchange.allowsOrigin(tenant)) {
      return new Dismissed(4009, Problem.ORIGIN_REFUSED, "Pages of this origin may not connect");
    }
    return checkVersion(exchange.request().query().all("protocol"), app.clients().strictProtocol());
  }

  private static @Nullable Dismissed checkVersion(List<String> protocol, boolean strict) {
    if (protocol.isEmpty()) {
      return strict
          ? new Dismissed(4008, Problem.VERSION_UNSUPPORTED, "Say which protocol version you speak")
          : null;
    }
    String version = protocol.getFirst();
    if (!version.matches("[0-9]{1,4}")) {
      return new Dismissed(
          4006, Problem.VERSION_UNSUPPORTED, "The protocol version is not a number");
    }
    int number = Integer.parseInt(version);
    return number < OLDEST_VERSION || number > NEWEST_VERSION
        ? new Dismissed(
            4007,
            Problem.VERSION_UNSUPPORTED,
            "Protocol versions %d to %d are spoken here".formatted(OLDEST_VERSION, NEWEST_VERSION))
        : null;
  }

  private static @Nullable Dismissed enter(Exchange exchange, Tenant tenant) {
    try {
      exchange.enter(tenant);
      return null;
    } catch (Refused e) {
      return switch (e.problem()) {
        case ADDRESS_LIMIT ->
            new Dismissed(4100, e.problem(), "This address has as many connections as it may have");
        case ADDRESS_RATE, CONNECT_RATE -> new Dismissed(4100, e.problem(), "Too many connect");
        default ->
            new Dismissed(4004, e.problem(), "The app has as many connections as it may have");
      };
    }
  }

  private void dismiss(Exchange exchange, WebSocketHandshake handshake, Dismissed dismissed) {
    metrics.count(Metric.HANDSHAKES_REFUSED, dismissed.problem().code()).increment();
    ByteBuf words = Unpooled.buffer(256);
    PusherDialect.refusal(words, dismissed.code(), dismissed.message());
    var dismissal = new Dismissal(exchange.station().wheel(), words);
    if (!exchange.takeOver(handshake.response(), dismissal, dismissal::begin)) {
      words.release();
    }
  }

  private void open(Exchange exchange, WebSocketHandshake handshake, Tenant tenant) {
    App app = tenant.app();
    int bound = Math.max(app.limits().messageBytes(), 2 * app.clients().limits().messageBytes());
    var reader = new FrameReader(bound + FRAME_ROOM, handshake.deflate());
    var connection = new Connection(exchange.station(), connections, reader);
    var session =
        new CommandSession(
            commands,
            exchange.station().shard(),
            tenant,
            PusherDialect.of(handshake.deflate()),
            connection,
            ids.next(),
            System.currentTimeMillis());
    var _ =
        exchange.takeOver(
            handshake.response(),
            connection,
            () -> {
              connection.begin(session);
              session.begin();
              return Exchange.BEGUN;
            });
  }
}
