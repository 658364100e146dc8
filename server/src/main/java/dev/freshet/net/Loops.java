package dev.freshet.net;

import dev.freshet.hub.Hub;
import dev.freshet.hub.Loop;
import dev.freshet.metrics.Metrics;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a server, and what each owns; and the thread that accepts, which owns nothing.
 */
public final class Loops implements AutoCloseable {
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final MultiThreadIoEventLoopGroup acceptor;
  private final List<SingleThreadEventLoop> eventLoops = new ArrayList<>();
  private final Map<EventLoop, Station> stations = new HashMap<>();

  /**
   * Makes the loops; their threads start with their first task.
   *
   * @param count 1 to {@link Hub#MAX_SHARDS}
   */
  public Loops(Transport transport, int count) {
    this.transport = transport;
    this.group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("freshet-loop"), transport.handlers());
    this.acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("freshet-accept"), transport.handlers());
    for (EventExecutor executor : group) {
      eventLoops.add((SingleThreadEventLoop) executor);
    }
  }

  /** The loops as the hub sees them. */
  public List<Loop> all() {
    return eventLoops.stream().<Loop>map(NettyLoop::new).toList();
  }

  /**
   * Gives each loop its shard, and starts its timers; once, before the first socket.
   *
   * @param hub made over {@link #all}
   */
  public void start(Hub hub, Metrics metrics) {
    for (int i = 0; i < eventLoops.size(); i++) {
      var station = new Station(eventLoops.get(i), hub.shards().get(i), metrics);
      stations.put(eventLoops.get(i), station);
      station.start();
    }
  }

  /** By how much the latest of them came late within the last second; from any thread. */
  public long lagNanos() {
    return stations.values().stream().mapToLong(Station::lagNanos).max().orElse(0);
  }

  /** What a loop owns. */
  Station station(EventLoop loop) {
    Station station = stations.get(loop);
    if (station == null) {
      throw new IllegalStateException("loop: not one of this server's");
    }
    return station;
  }

  /** What all of them own, once they are started. */
  public List<Station> stations() {
    return List.copyOf(stations.values());
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /**
   * The thread that accepts. A loop that also delivers and closes comes to it late, the kernel's
   * queue runs over, and who is dropped there comes back after a second or three.
   */
  MultiThreadIoEventLoopGroup acceptor() {
    return acceptor;
  }

  Transport transport() {
    return transport;
  }

  /** Ends the loops; waits a bounded time for what they still have to do. */
  @Override
  public void close() {
    var _ = acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
