package dev.freshet.console.access;

import dev.freshet.net.proxy.AddressLimit;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bound on attempts to log in, for each client address and for all together. A minute's worth may
 * come at once. IPv6 counts by the first 64 bits. From any thread.
 */
final class LoginRate {
  private static final long MINUTE = 60_000_000_000L;

  /** How many times the bound of one address holds for all. */
  private static final int ALL = 10;

  private final long cost;
  private final long costOfAll;

  /**
   * When the budget of an address is full again. Each attempt that is counted adds one at most, so
   * the bound of all together bounds it, too.
   */
  private final Map<Long, Long> fullAt = new HashMap<>();

  /** When the budget of all is full again; 0 before the first attempt. */
  private long allFullAt;

  private boolean begun;

  /**
   * With a bound.
   *
   * @param perMinute attempts a minute of one address, 1 or more
   */
  LoginRate(int perMinute) {
    this.cost = MINUTE / perMinute;
    this.costOfAll = cost / ALL;
  }

  /**
   * Counts an attempt.
   *
   * @param address null when the client is gone; then it counts for all alone
   * @param nowNanos a monotonic clock
   * @return 0 when it may be made; else after how many seconds the next may
   */
  synchronized int take(@Nullable InetAddress address, long nowNanos) {
    fullAt.values().removeIf(at -> at - nowNanos <= 0);
    Long key = address == null ? null : AddressLimit.key(address);
    long own = later(key == null ? null : fullAt.get(key), nowNanos);
    long all = later(begun ? allFullAt : null, nowNanos);
    long wait = Math.max(own + cost, all + costOfAll) - nowNanos - MINUTE;
    if (wait > 0) {
      return (int) Math.ceilDiv(wait, 1_000_000_000L);
    }
    if (key != null) {
      fullAt.put(key, own + cost);
    }
    allFullAt = all + costOfAll;
    begun = true;
    return 0;
  }

  /** How many addresses are remembered. */
  synchronized int addresses() {
    return fullAt.size();
  }

  private static long later(@Nullable Long at, long now) {
    return at == null || at - now < 0 ? now : at;
  }
}
