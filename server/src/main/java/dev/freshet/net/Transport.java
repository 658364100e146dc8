package dev.freshet.net;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;

/** How event loops wait for their sockets. */
public enum Transport {
  /** Linux epoll through Netty's native library. */
  EPOLL,
  /** Linux io_uring through Netty's native library. */
  IO_URING,
  /** The JDK's own selector: everywhere. */
  NIO;

  /**
   * How many sockets a loop serves before it looks at its tasks: a storm must not keep deliveries
   * waiting for all of it.
   */
  private static final int MOST_EVENTS = 256;

  /**
   * The transport of a setting.
   *
   * @param setting {@code auto}, {@code epoll}, {@code io_uring} or {@code nio}; {@code auto} is
   *     epoll where its library loads, else NIO
   * @throws IllegalArgumentException when the one asked for does not work here
   */
  public static Transport of(String setting) {
    // Ours is the JDK's log; looking for others takes time at every start.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    return switch (setting) {
      case "auto" -> Epoll.isAvailable() ? EPOLL : NIO;
      case "epoll" -> require(EPOLL, Epoll.isAvailable(), Epoll.unavailabilityCause());
      case "io_uring" -> require(IO_URING, IoUring.isAvailable(), IoUring.unavailabilityCause());
      case "nio" -> NIO;
      default ->
          throw new IllegalArgumentException(
              "server.transport: %s (expected: auto, epoll, io_uring or nio)".formatted(setting));
    };
  }

  IoHandlerFactory handlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE);
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  private static Transport require(Transport transport, boolean available, Throwable cause) {
    if (!available) {
      throw new IllegalArgumentException(
          "server.transport: %s (expected: one that works here; %s)".formatted(transport, cause),
          cause);
    }
    return transport;
  }
}
