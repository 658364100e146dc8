package dev.freshet.session;

import dev.freshet.model.CloseReason;
import dev.freshet.wire.Dialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's conversation: what it subscribes to and what its frames ask for. Owned by the loop
 * of its connection; every method is called there.
 */
public interface Session {

  /** How the client converses. */
  Dialect dialect();

  /** The app it belongs to. */
  Tenant tenant();

  /** When its rights end, milliseconds since 1970; {@link Long#MAX_VALUE} when they do not. */
  long expiresMillis();

  /** Why the connection ends when its rights do. */
  default CloseReason expiry() {
    return CloseReason.TOKEN_EXPIRED;
  }

  /**
   * Takes one message of the client.
   *
   * @param payload valid during the call
   * @param text whether it is valid UTF-8 from a text frame
   * @param nowMillis the time, to bound the client's rate
   */
  void receive(ByteBuf payload, boolean text, long nowMillis);

  /** What backends know the connection by; null when they do not. */
  default @Nullable String id() {
    return null;
  }

  /** Who the client is, as far as it has shown; null when nobody said. */
  @Nullable String user();

  /** When it began, seconds since 1970. */
  int begunSeconds();

  /** The names of the channels it hears, internal ones left out. */
  List<String> channels();

  /** The way to its client. */
  Outlet outlet();

  /** Ends all subscriptions; the connection is gone. Twice is once. */
  void closed();
}
