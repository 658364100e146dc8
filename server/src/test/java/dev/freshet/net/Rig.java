package dev.freshet.net;

import dev.freshet.cluster.LaterBroker;
import dev.freshet.cluster.LaterOccupancy;
import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalNodes;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.cluster.LocalPresence;
import dev.freshet.cluster.drain.Moves;
import dev.freshet.config.Config;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.hub.Loop;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.api.Api;
import dev.freshet.net.http.Gate;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.node.Drill;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.net.proxy.AddressRate;
import dev.freshet.net.proxy.ClientAddresses;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Probe;
import dev.freshet.session.Publisher;
import dev.freshet.session.SessionServices;
import dev.freshet.session.Unwitnessed;
import dev.freshet.session.command.CommandServices;
import dev.freshet.session.token.TokenSettings;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All of a node in development mode but its sockets and its threads: the test's thread is the loop,
 * and time passes when told.
 */
public final class Rig {
  /** Never started: a station wants one to schedule its ticks with, and here ticks come by hand. */
  private static final SingleThreadEventLoop NO_LOOP =
      (SingleThreadEventLoop)
          new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).iterator().next();

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  final Hub hub;
  private final Station station;
  private final Api api;

  /** What its answers wait for, and how its parts do. */
  public final LaterBroker broker;

  /** What its answers wait for. */
  public final LaterOccupancy occupancy = new LaterOccupancy(new LocalOccupancy());

  /** A node that answers as these settings say. */
  public Rig(HttpSettings settings) {
    this(settings, Duration.ofMillis(100));
  }

  /** The same with another bound of a probe. */
  Rig(HttpSettings settings, Duration probeBound) {
    var config = Config.load(Optional.empty(), Map.of(), Map.of());
    var metrics = new Metrics();
    var clock = Clock.systemUTC();
    var history =
        new LocalHistory(new LocalHistory.Bounds(100, 1 << 20, Duration.ofMinutes(1)), clock);
    broker = new LaterBroker(new LocalBroker(history, clock, Duration.ofMinutes(1), 100));
    Loop loop = new QueueLoop(tasks, Thread.currentThread());
    var hubSettings = new HubSettings(256, 256, 1 << 20, 100);
    hub = new Hub(List.of(loop), broker, occupancy, hubSettings, metrics);
    broker.start(hub);
    station = new Station(NO_LOOP, hub.shards().getFirst(), metrics);
    var tokens = new TokenSettings(Duration.ZERO, Duration.ofMinutes(1), Duration.ofSeconds(1));
    var authorizer =
        new Authorizer(
            clock,
            (uri, timeout) -> {
              throw new IOException("no key sets here");
            },
            tokens,
            metrics);
    var publisher = new Publisher(broker, hub, authorizer, metrics);
    var sessions = new SessionServices(publisher, history, metrics, 100);
    var probe = new Probe(broker, hub, probeBound, "n1");
    probe.start();
    var connections =
        new ConnectionServices(ConnectionSettings.ofMillis(500, 500, 500, 500, Age.NONE), metrics);
    var presence = new LocalPresence(broker, clock);
    var parts =
        new Api.Parts(
            new Apps(config.apps()),
            authorizer,
            sessions,
            connections,
            broker,
            occupancy,
            presence,
            new CommandServices(
                publisher, authorizer, presence, history, new Unwitnessed(), metrics),
            probe,
            metrics,
            clock,
            new ClientAddresses(List.of()),
            new AddressLimit(0),
            new AddressRate(new ClientAddresses(List.of()), 0),
            true,
            "",
            new Api.Operators(
                new Gate(),
                moves(),
                new Drill((share, app, reset) -> new Departure.Dropped(0, 0)),
                null),
            Map.of());
    api = new Api(parts, settings, new Api.Doors(List.of(), false, 1));
  }

  private static Moves moves() {
    return new Moves(new LocalNodes("rig"), new Moves.Bounds(Duration.ofMinutes(1), 10, 1_000));
  }

  /** A new socket. */
  public EmbeddedChannel connect() {
    var socket = new EmbeddedChannel();
    socket.config().setAllocator(allocator);
    api.install(socket.pipeline(), station, null, Door.Handshake.UNOBSERVED);
    socket.pipeline().fireChannelActive();
    return socket;
  }

  /** Runs what waits for the loop. */
  public void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets a tick of the timers pass. */
  void tick() {
    station.wheel().advance();
    run();
  }

  /** How many sockets have a deadline. */
  int timers() {
    return station.wheel().size();
  }

  /** The test's thread as a loop: what is executed waits until it is run. */
  private record QueueLoop(ConcurrentLinkedQueue<Runnable> tasks, Thread thread) implements Loop {
    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void afterIo(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean inLoop() {
      return Thread.currentThread() == thread;
    }
  }
}
