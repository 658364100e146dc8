package dev.freshet.console.view;

import dev.freshet.console.access.ConsoleSession;
import dev.freshet.hub.Loop;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Connection;
import dev.freshet.session.Outlet;
import dev.freshet.session.Session;
import dev.freshet.session.Tenant;
import dev.freshet.wire.Dialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event stream that ends with the console's session it was opened in. */
final class TiedSession implements Session {
  private final Session session;
  private final ConsoleSession owner;
  private final Runnable close;

  private TiedSession(Session session, ConsoleSession owner, Runnable close) {
    this.session = session;
    this.owner = owner;
    this.close = close;
  }

  /**
   * Ties.
   *
   * @param loop of the connection, on which this is called
   */
  static Session tie(Session session, ConsoleSession owner, Connection connection, Loop loop) {
    Runnable close = () -> loop.execute(() -> connection.close(CloseReason.TOKEN_EXPIRED));
    if (!owner.open(close)) {
      // It ended in between: the stream ends as soon as it has begun.
      close.run();
    }
    return new TiedSession(session, owner, close);
  }

  /** Whether the session may have one more. */
  static void require(ConsoleSession owner) {
    if (!owner.hasRoom()) {
      throw new Refused(
          Problem.RATE_LIMITED,
          "a session may have %d streams open".formatted(ConsoleSession.STREAMS_MAX));
    }
  }

  @Override
  public Dialect dialect() {
    return session.dialect();
  }

  @Override
  public Tenant tenant() {
    return session.tenant();
  }

  @Override
  public long expiresMillis() {
    return session.expiresMillis();
  }

  @Override
  public CloseReason expiry() {
    return session.expiry();
  }

  @Override
  public void receive(ByteBuf payload, boolean text, long nowMillis) {
    session.receive(payload, text, nowMillis);
  }

  @Override
  public @Nullable String user() {
    return session.user();
  }

  @Override
  public int begunSeconds() {
    return session.begunSeconds();
  }

  @Override
  public List<String> channels() {
    return session.channels();
  }

  @Override
  public Outlet outlet() {
    return session.outlet();
  }

  @Override
  public void closed() {
    owner.closed(close);
    session.closed();
  }
}
