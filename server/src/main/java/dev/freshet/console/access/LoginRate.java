package dev.freshet.console.access;

import dev.freshet.net.proxy.AddressLimit;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bound on attempts to log in for each client address. A minute's worth may come at once. There
 * is none for all together, by which a few could lock out everybody: what a password costs to
 * compare is bounded by {@link PasswordLine}. From any thread.
 */
final class LoginRate {
  /** How many addresses are remembered; the one that tried longest ago gives way. */
  static final int ADDRESSES = 10_000;

  private static final long MINUTE = 60_000_000_000L;

  private final long cost;

  /** When the budget of an address is full again, in the order of their latest attempts. */
  private final Map<Long, Long> fullAt = new LinkedHashMap<>();

  /**
   * With a bound.
   *
   * @param perMinute attempts a minute of one address, 1 or more
   */
  LoginRate(int perMinute) {
    this.cost = MINUTE / perMinute;
  }

  /**
   * What an address counts under: IPv4 as a whole, IPv6 by its first 64 bits, all whose client is
   * gone together, by a prefix of multicast.
   */
  static Long key(@Nullable InetAddress address) {
    return address == null ? Long.valueOf(-1) : AddressLimit.key(address);
  }

  /**
   * Counts an attempt.
   *
   * @param address null when the client is gone
   * @param nowNanos a monotonic clock
   * @return 0 when it may be made; else after how many seconds the next may
   */
  synchronized int take(@Nullable InetAddress address, long nowNanos) {
    forget(nowNanos);
    Long key = key(address);
    Long at = fullAt.get(key);
    long full = (at == null || at - nowNanos < 0 ? nowNanos : at) + cost;
    long wait = full - nowNanos - MINUTE;
    if (wait > 0) {
      return (int) Math.ceilDiv(wait, 1_000_000_000L);
    }
    fullAt.remove(key);
    if (fullAt.size() >= ADDRESSES) {
      fullAt.remove(fullAt.keySet().iterator().next());
    }
    fullAt.put(key, full);
    return 0;
  }

  /** Up to the first that still counts: none counts for more than a minute after its attempt. */
  private void forget(long now) {
    var oldest = fullAt.values().iterator();
    while (oldest.hasNext() && oldest.next() - now <= 0) {
      oldest.remove();
    }
  }

  /** How many addresses are remembered. */
  synchronized int addresses() {
    return fullAt.size();
  }
}
