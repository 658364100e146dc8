package dev.freshet.net.proxy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.session.RateBudget;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often each client address connects: a bound on sockets a second where a socket's own address
 * is the client's, and on connections a second behind a proxy, which keeps sockets of its own. IPv6
 * counts by the first 64 bits. Who was silent for a second is forgotten. From any thread.
 */
public final class AddressRate {
  private static final long SECOND = 1_000_000_000L;

  private final ClientAddresses addresses;
  private final ConcurrentHashMap<Long, RateBudget> budgets = new ConcurrentHashMap<>();
  private final AtomicLong swept = new AtomicLong(System.nanoTime());
  private volatile int rate;

  /**
   * With this bound.
   *
   * @param addresses knows who is a proxy
   * @param rate times a second for each address, as many at once; 0 for no bound, and then nothing
   *     is counted
   */
  public AddressRate(ClientAddresses addresses, int rate) {
    this.addresses = addresses;
    this.rate = rate;
  }

  /** Holds from now on. */
  public void replace(int next) {
    rate = next;
  }

  /** Whether there is a bound. */
  public boolean isOn() {
    return rate > 0;
  }

  /**
   * Counts a socket, unless it is a proxy's.
   *
   * @param peer the socket's own address
   * @return false when its address connects too often
   */
  public boolean takeOwn(InetAddress peer, long nowNanos) {
    int bound = rate;
    return bound == 0 || addresses.isTrusted(peer) || take(peer, bound, nowNanos);
  }

  /**
   * Counts a connection of a client behind a proxy; nothing where {@link #takeOwn} has counted.
   *
   * @param peer the address of the socket
   * @param client the client's, as the proxy told it
   * @throws Refused with {@link Problem#ADDRESS_RATE}
   */
  public void enter(InetAddress peer, InetAddress client, long nowNanos) {
    int bound = rate;
    if (bound > 0 && addresses.isTrusted(peer) && !take(client, bound, nowNanos)) {
      throw new Refused(
          Problem.ADDRESS_RATE, "the limit is " + bound + " connections a second for one address");
    }
  }

  private boolean take(InetAddress address, int bound, long nowNanos) {
    sweep(nowNanos);
    return budgets
        .computeIfAbsent(AddressLimit.key(address), key -> new RateBudget())
        .take(bound, nowNanos);
  }

  /** How many addresses are remembered. */
  int size() {
    return budgets.size();
  }

  private void sweep(long nowNanos) {
    long last = swept.get();
    if (nowNanos - last > SECOND && swept.compareAndSet(last, nowNanos)) {
      budgets.values().removeIf(budget -> budget.isFull(nowNanos));
    }
  }
}
