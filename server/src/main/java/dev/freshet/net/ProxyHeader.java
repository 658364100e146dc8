package dev.freshet.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the one PROXY header of a socket, which the decoder before it reads, and leaves the
 * pipeline when it is there. Owned by its loop.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter implements Wheel.Timed {
  private final ProxyProtocol protocol;
  private final Wheel wheel;
  private final int ticks;
  private final Consumer<@Nullable InetAddress> next;
  private @Nullable ChannelHandlerContext context;
  private boolean ended;
  private int place;

  /**
   * A socket that has said nothing yet.
   *
   * @param next lays the rest of the pipeline; given null when the address is the socket's own
   */
  ProxyHeader(
      ProxyProtocol protocol, Wheel wheel, int ticks, Consumer<@Nullable InetAddress> next) {
    this.protocol = protocol;
    this.wheel = wheel;
    this.ticks = ticks;
    this.next = next;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    wheel.set(this, ticks);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    wheel.cancel(this);
  }

  /** What follows a header that is refused is thrown away. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HAProxyMessage header && !ended) {
        take(ctx, header);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext ctx, HAProxyMessage header) {
    if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
      refuse(ProxyProtocol.Fault.MALFORMED, "version 1 is not taken");
      return;
    }
    ended = true;
    @Nullable InetAddress client = clientOf(header);
    protocol.taken(client == null ? ProxyProtocol.Outcome.LOCAL : ProxyProtocol.Outcome.PROXIED);
    next.accept(client);
    // What was laid just now missed it; the rest of what was read follows when the decoder leaves.
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
  }

  /** A peer that goes before it said anything is no fault: so do checks that only connect. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    wheel.cancel(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      var _ = ctx.close();
    } else {
      refuse(ProxyProtocol.Fault.MALFORMED, String.valueOf(cause.getMessage()));
    }
  }

  @Override
  public int tick() {
    refuse(ProxyProtocol.Fault.LATE, "the header did not arrive in time");
    return 0;
  }

  @Override
  public void stopping() {
    var _ = context().close();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int next) {
    place = next;
  }

  private void refuse(ProxyProtocol.Fault fault, String detail) {
    if (!ended) {
      ended = true;
      protocol.refused(fault, detail);
    }
    var _ = context().close();
  }

  /** The client's address; null when the balancer speaks for itself, or for no internet address. */
  private static @Nullable InetAddress clientOf(HAProxyMessage header) {
    if (header.command() == HAProxyCommand.LOCAL) {
      return null;
    }
    return switch (header.proxiedProtocol().addressFamily()) {
      case AF_IPv4, AF_IPv6 -> address(header.sourceAddress());
      case AF_UNSPEC, AF_UNIX -> null;
    };
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the decoder wrote " + text, e);
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "context");
  }
}
