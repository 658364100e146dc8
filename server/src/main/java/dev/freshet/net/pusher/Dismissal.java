package dev.freshet.net.pusher;

import dev.freshet.net.HalfClose;
import dev.freshet.net.Wheel;
import dev.freshet.net.http.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes a socket whose handshake was answered only to say why it must go: browsers are shown a
 * close frame's code, but nothing of an answer with an HTTP status. Owned by its loop.
 */
final class Dismissal extends ChannelInboundHandlerAdapter implements Wheel.Timed {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Wheel wheel;
  private final ByteBuf words;
  private @Nullable ChannelHandlerContext context;
  private int place;

  /**
   * Says this and ends.
   *
   * @param words frames, the last of them a close frame; owned from now on
   */
  Dismissal(Wheel wheel, ByteBuf words) {
    this.wheel = wheel;
    this.words = words;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Says it; on the loop, when the answer to the handshake is written. */
  CompletionStage<?> begin() {
    wheel.set(this, Wheel.ticks(PATIENCE_MILLIS));
    var _ = context().writeAndFlush(words).addListener(HalfClose.AFTER);
    return Exchange.BEGUN;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    wheel.cancel(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  @Override
  public int tick() {
    var _ = context().close();
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

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "context");
  }
}
