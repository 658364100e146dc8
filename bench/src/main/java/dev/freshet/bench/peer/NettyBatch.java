package dev.freshet.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What Java can do with nothing but batching: native epoll, a frame encoded once, raw buffers
 * written below the WebSocket encoder, and one queue a (channel, event loop) drained once a loop
 * turn, so that several publications leave in one write per socket. No HTTP publishing, rights,
 * history, limits, heartbeats or fairness: the mark that Freshet's CPU per delivery is held to.
 *
 * <p>Protocol at {@code /ws}: {@code sub <channel>} and {@code pub <channel> <body>} text frames.
 */
public final class NettyBatch {
  private static final int MAX_BATCH = 256;
  private static final int LOOPS = 2;

  private static final Map<String, Map<EventLoop, Listeners>> CHANNELS = new ConcurrentHashMap<>();

  private NettyBatch() {}

  /** Serves on 127.0.0.1, on the port that is the first argument, until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, EpollIoHandler.newFactory());
    new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new Initializer())
        .bind("127.0.0.1", Integer.parseInt(args[0]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel socket) {
      socket
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(65_536),
              new WebSocketServerProtocolHandler("/ws", null, false),
              new Commands());
    }
  }

  /** One channel's subscribers on one event loop, and what waits for them. */
  private static final class Listeners implements Runnable {
    private final EventLoop loop;
    private final List<ChannelHandlerContext> sockets = new ArrayList<>(4);
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Listeners(EventLoop loop) {
      this.loop = loop;
    }

    void publish(byte[] frame) {
      waiting.add(frame);
      schedule();
    }

    private void schedule() {
      if (scheduled.compareAndSet(false, true)) {
        loop.execute(this);
      }
    }

    @Override
    public void run() {
      scheduled.set(false);
      ByteBuf batch = PooledByteBufAllocator.DEFAULT.directBuffer(256);
      for (int i = 0; i < MAX_BATCH; i++) {
        byte[] frame = waiting.poll();
        if (frame == null) {
          break;
        }
        batch.writeBytes(frame);
      }
      for (int i = 0, size = sockets.size(); i < size; i++) {
        ChannelHandlerContext socket = sockets.get(i);
        if (socket.channel().isWritable()) {
          var _ = socket.writeAndFlush(batch.retainedDuplicate(), socket.voidPromise());
        }
      }
      batch.release();
      if (!waiting.isEmpty()) {
        schedule();
      }
    }
  }

  private static final class Commands extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private @Nullable Listeners mine;
    private @Nullable ChannelHandlerContext raw;

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      String text = frame.text();
      if (text.startsWith("sub ")) {
        raw = context.pipeline().firstContext();
        mine =
            CHANNELS
                .computeIfAbsent(text.substring(4), name -> new ConcurrentHashMap<>(4))
                .computeIfAbsent(context.channel().eventLoop(), Listeners::new);
        mine.sockets.add(raw);
      } else if (text.startsWith("pub ")) {
        int space = text.indexOf(' ', 4);
        Map<EventLoop, Listeners> loops = CHANNELS.get(text.substring(4, space));
        if (loops != null) {
          byte[] encoded = encode(text.substring(space + 1).getBytes(UTF_8));
          loops.values().forEach(listeners -> listeners.publish(encoded));
        }
      }
    }

    private static byte[] encode(byte[] body) {
      int header = body.length < 126 ? 2 : 4;
      byte[] frame = new byte[header + body.length];
      frame[0] = (byte) 0x81;
      if (header == 2) {
        frame[1] = (byte) body.length;
      } else {
        frame[1] = 126;
        frame[2] = (byte) (body.length >> 8);
        frame[3] = (byte) body.length;
      }
      System.arraycopy(body, 0, frame, header, body.length);
      return frame;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (mine != null) {
        mine.sockets.remove(raw);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
