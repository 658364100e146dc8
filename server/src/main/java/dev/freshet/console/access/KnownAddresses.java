package dev.freshet.console.access;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The client addresses from which somebody has entered since the start: a flood from others does
 * not keep them out. From any thread.
 */
final class KnownAddresses {
  /** The one that entered longest ago gives way. */
  static final int MOST = 1_000;

  private final LinkedHashSet<Long> keys = new LinkedHashSet<>();

  /** Remembers who entered; null when the client is gone. */
  synchronized void add(@Nullable InetAddress address) {
    if (address == null) {
      return;
    }
    keys.addLast(LoginRate.key(address));
    if (keys.size() > MOST) {
      keys.removeFirst();
    }
  }

  /** Whether somebody entered from there. */
  synchronized boolean has(@Nullable InetAddress address) {
    return address != null && keys.contains(LoginRate.key(address));
  }
}
