package dev.freshet.net;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.tls.Tls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket. Here the pipeline of every accepted socket is laid, when the {@link Door}
 * says so: the header of a balancer and TLS where they are configured, then whatever the protocol
 * puts in.
 */
public final class Listener implements AutoCloseable {
  /** A peer that acknowledges nothing for so long is gone, whatever the heartbeats say. */
  private static final int UNACKNOWLEDGED_MILLIS = 60_000;

  /** How many sockets are accepted before the acceptor looks at anything else. */
  private static final int ACCEPTS_A_TURN = 64;

  /** Between these the socket takes what is written; above, slow-reader policies begin to act. */
  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  /** What a new socket speaks. */
  public interface Protocol {
    /**
     * Adds handlers to the pipeline; on the socket's loop.
     *
     * @param client the client's address where a balancer told it; null when it is the socket's own
     * @param handshake hears what becomes of the first request
     */
    void install(
        ChannelPipeline pipeline,
        Station station,
        @Nullable InetAddress client,
        Door.Handshake handshake);

    /** Ends a socket that was just installed, and whose request did not come in time. */
    void late(ChannelPipeline pipeline);
  }

  /**
   * Where it listens, and what comes before the protocol.
   *
   * @param backlog how many connections the kernel holds until they are accepted
   * @param proxyProtocol null where clients connect by themselves
   * @param tls null for plain sockets
   * @param door which every socket has to pass
   */
  public record Entrance(
      InetSocketAddress address,
      int backlog,
      @Nullable ProxyProtocol proxyProtocol,
      @Nullable Tls tls,
      Door door) {}

  private final Channel server;

  /**
   * Binds and accepts.
   *
   * @throws IOException when the address cannot be had
   */
  public Listener(Loops loops, Entrance entrance, Protocol protocol, Metrics metrics)
      throws IOException {
    InetSocketAddress address = entrance.address();
    var bootstrap =
        new ServerBootstrap()
            .group(loops.acceptor(), loops.group())
            .channel(loops.transport().serverChannel())
            .option(ChannelOption.SO_BACKLOG, entrance.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, accepts())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
            .handler(new Accepted(entrance.door(), metrics))
            .childHandler(new Pipeline(loops, entrance, protocol));
    if (loops.transport() == Transport.EPOLL) {
      bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new IOException(
          "server.port: %d on %s (expected: an address that is free; %s)"
              .formatted(address.getPort(), address.getHostString(), failure.getMessage()),
          failure);
    }
    server = bound.channel();
  }

  /**
   * Left alone, epoll takes the number of an accepted descriptor for a count of bytes, sees less
   * than it asked for, and accepts one a turn.
   */
  private static RecvByteBufAllocator accepts() {
    return new ServerChannelRecvByteBufAllocator()
        .respectMaybeMoreData(false)
        .maxMessagesPerRead(ACCEPTS_A_TURN);
  }

  /** Where it listens; the port is the real one where 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Accepts nothing more; sockets that are open stay. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
  }

  /** Counts what is accepted, before it has a loop, and closes what cannot be kept. */
  private static final class Accepted extends ChannelInboundHandlerAdapter {
    private final Door door;
    private final Count sockets;
    private final Count accepted;

    /** One for all sockets: each of them keeps it. */
    private final ChannelFutureListener gone = closed -> left();

    Accepted(Door door, Metrics metrics) {
      this.door = door;
      this.sockets = metrics.count(Metric.SOCKETS);
      this.accepted = metrics.count(Metric.SOCKETS_ACCEPTED);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var socket = (Channel) message;
      accepted.increment();
      if (door.accepts()) {
        sockets.add(1);
        var _ = socket.closeFuture().addListener(gone);
        ctx.fireChannelRead(socket);
      } else {
        socket.unsafe().closeForcibly();
      }
    }

    private void left() {
      sockets.add(-1);
      door.gone();
    }
  }

  /** Lays the pipeline of a socket, once the door lets it. */
  private static final class Pipeline extends ChannelInitializer<Channel> implements Door.Inside {
    private final Loops loops;
    private final Entrance entrance;
    private final Protocol protocol;

    Pipeline(Loops loops, Entrance entrance, Protocol protocol) {
      this.loops = loops;
      this.entrance = entrance;
      this.protocol = protocol;
    }

    @Override
    protected void initChannel(Channel socket) {
      var proxyProtocol = entrance.proxyProtocol();
      if (proxyProtocol == null || proxyProtocol.trusts(socket)) {
        entrance.door().arrived(socket, loops.station(socket.eventLoop()), this);
      } else {
        var _ = socket.close();
      }
    }

    @Override
    public void open(Channel socket, Station station, Door.Handshake handshake) {
      var proxyProtocol = entrance.proxyProtocol();
      if (proxyProtocol == null) {
        lay(socket, station, null, handshake);
      } else {
        proxyProtocol.await(
            socket, station.wheel(), client -> lay(socket, station, client, handshake));
      }
    }

    private void lay(
        Channel socket, Station station, @Nullable InetAddress client, Door.Handshake handshake) {
      Tls tls = entrance.tls();
      if (tls != null) {
        socket.pipeline().addLast(tls.handler(socket.alloc()));
      }
      protocol.install(socket.pipeline(), station, client, handshake);
    }

    @Override
    public void late(Channel socket, Station station) {
      open(socket, station, Door.Handshake.UNOBSERVED);
      ProxyHeader header = socket.pipeline().get(ProxyHeader.class);
      if (header != null) {
        var _ = header.tick();
      } else if (isTls()) {
        var _ = socket.close();
      } else {
        protocol.late(socket.pipeline());
      }
    }

    @Override
    public boolean isTls() {
      return entrance.tls() != null;
    }
  }
}
