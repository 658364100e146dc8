package dev.freshet.net.proxy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each client address has open on this node, and how many it may have. One
 * that has an IPv6 address has 2<sup>64</sup> of them, so those count by their first 64 bits.
 * Addresses are known only while they have a connection. From any thread.
 */
public final class AddressLimit {
  private final ConcurrentHashMap<Long, Place> places = new ConcurrentHashMap<>();
  private volatile int most;

  /**
   * With this bound.
   *
   * @param most connections for each address; 0 for no bound, and then nothing is counted
   */
  public AddressLimit(int most) {
    this.most = most;
  }

  /** Holds for what enters from now on; connections opened while there was no bound never count. */
  public void replace(int next) {
    most = next;
  }

  /** Whether there is a bound. */
  public boolean isOn() {
    return most > 0;
  }

  /** How many addresses are counted now. */
  public long addresses() {
    return places.mappingCount();
  }

  /**
   * Counts a connection in. {@link Place#leave} must follow once, or the place must hear that the
   * socket closed.
   *
   * @return where it is counted; null when there is no bound
   * @throws Refused with {@link Problem#ADDRESS_LIMIT}, nothing being counted then
   */
  public @Nullable Place enter(InetAddress address) {
    int limit = most;
    return limit == 0
        ? null
        : places.compute(
            key(address),
            (key, there) -> {
              Place place = there == null ? new Place(key) : there;
              if (place.connections >= limit) {
                throw new Refused(
                    Problem.ADDRESS_LIMIT, "the limit is " + limit + " for one address");
              }
              place.connections++;
              return place;
            });
  }

  /** IPv4 addresses lie in 0::/32, which no IPv6 client has. */
  public static Long key(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
  }

  /** The connections of one address, all of which share it. */
  public final class Place implements ChannelFutureListener {
    private final Long key;

    /** Changed only while the map holds the key. */
    private int connections;

    private Place(Long key) {
      this.key = key;
    }

    /** Counts a connection out. */
    public void leave() {
      places.computeIfPresent(key, (same, place) -> --place.connections == 0 ? null : place);
    }

    /** The socket of a connection closed. */
    @Override
    public void operationComplete(ChannelFuture closed) {
      leave();
    }
  }
}
