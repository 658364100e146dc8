package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.proxy.ClientAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whatever a trusted peer begins with, the socket goes on once, is closed and counted once, or
 * waits; nothing is kept of the header, and nothing that follows it is lost.
 */
class ProxyProtocolFuzzTest {

  /** The first byte says where the rest is cut in two. */
  @FuzzTest(maxDuration = "90s")
  void anyBeginningGoesOnEndsOrWaits(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var metrics = new Metrics();
    var protocol = new ProxyProtocol(new ClientAddresses(List.of("127.0.0.1")), 4, metrics);
    var wheel = new Wheel();
    var laid = new AtomicInteger();
    var socket = new Peer();
    protocol.await(socket, wheel, client -> laid.incrementAndGet());
    int cut = 1 + (input[0] & 0xff) % input.length;
    int taken = 0;
    for (int[] part : new int[][] {{1, cut}, {cut, input.length}}) {
      if (socket.isOpen() && part[0] < part[1]) {
        taken += part[1] - part[0];
        // As a socket would, it tells the pipeline of what fails.
        socket.pipeline().fireChannelRead(Unpooled.copiedBuffer(input, part[0], part[1] - part[0]));
        socket.runPendingTasks();
      }
    }
    int passed = 0;
    for (var in = (ByteBuf) socket.readInbound(); in != null; in = socket.readInbound()) {
      passed += in.readableBytes();
      in.release();
    }
    double went =
        metrics.value(Metric.PROXY_HEADERS, "proxied")
            + metrics.value(Metric.PROXY_HEADERS, "local");
    double malformed = metrics.value(Metric.PROXY_HEADERS, "malformed");
    assertThat(went).isEqualTo(laid.get());
    assertThat(went + malformed).isLessThanOrEqualTo(1);
    assertThat(socket.isOpen()).isEqualTo(malformed == 0);
    if (went == 1) {
      // The channel's own, and the test's.
      assertThat(socket.pipeline().names()).hasSize(2);
      assertThat(wheel.size()).isZero();
      assertThat(passed).isLessThanOrEqualTo(taken - 16);
    } else {
      assertThat(passed).isZero();
    }
    socket.finishAndReleaseAll();
    assertThat(wheel.size()).isZero();
  }

  /** A socket from 127.0.0.1, which closes as others do: not before the handlers are done. */
  private static final class Peer extends EmbeddedChannel {
    Peer() {
      super(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
              ctx.executor()
                  .execute(() -> {
                    var _ = ctx.close(promise);
                  });
            }
          });
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4711);
    }
  }
}
