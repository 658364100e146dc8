package dev.freshet.net.admission;

import dev.freshet.net.HalfClose;
import dev.freshet.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tells a socket in its own words that it is turned away and when to come back, and ends it. A
 * client of the Pusher protocol cannot be told a time, and comes back after a second whatever it
 * hears; it is told late, so that it comes back when it should. Owned by its loop.
 */
final class Refusal extends ChannelInboundHandlerAdapter implements Wheel.Timed {
  /** How long a client may take to say what it is, before it is only closed. */
  private static final int READ_TICKS = Wheel.ticks(1_000);

  /** How long it may take to end when it was told. */
  private static final int LINGER_TICKS = Wheel.ticks(1_000);

  /** Pusher's clients take a connection that is not confirmed after 15 s for failed. */
  private static final long HOLD_MAX_NANOS = 10_000_000_000L;

  /** What they wait for by themselves. */
  private static final long PUSHER_RETRY_NANOS = 1_000_000_000L;

  /** Where it is; only ever moves on. */
  private enum State {
    READING,
    HOLDING,
    ENDING
  }

  private final Admission admission;
  private final Wheel wheel;
  private final Reason reason;
  private State state = State.READING;
  private @Nullable ChannelHandlerContext context;
  private boolean held;
  private int place;

  Refusal(Admission admission, Wheel wheel, Reason reason) {
    this.admission = admission;
    this.wheel = wheel;
    this.reason = reason;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /**
   * Begins; once.
   *
   * @param said what the client has said so far; null for nothing
   */
  void begin(@Nullable ByteBuf said) {
    wheel.set(this, READ_TICKS);
    if (said != null) {
      tell(said);
    }
    if (context().channel().isOpen()) {
      var _ = context().channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    if (state == State.READING) {
      tell(bytes);
    } else {
      bytes.release();
    }
  }

  private void tell(ByteBuf said) {
    FirstBytes asked = FirstBytes.of(said, admission.settings().pusherPath());
    said.release();
    long delay = admission.returnDelay();
    ByteBuf words = context().alloc().buffer(640);
    switch (asked.form()) {
      case NOTHING, TLS -> {
        words.release();
        var _ = context().close();
      }
      case HTTP -> {
        double random = ThreadLocalRandom.current().nextDouble();
        Words.http(words, reason, ReturnTimes.seconds(delay, random));
        end(words);
      }
      case EVENT_STREAM -> {
        Words.eventStream(words, reason, delay / 1_000_000);
        end(words);
      }
      case PUSHER -> {
        Words.pusherHandshake(words, asked);
        hold(words, Math.min(HOLD_MAX_NANOS, delay - PUSHER_RETRY_NANOS));
      }
    }
  }

  private void hold(ByteBuf words, long nanos) {
    if (nanos <= 0 || reason == Reason.STOPPING || !admission.hold()) {
      Words.pusher(words, reason);
      end(words);
      return;
    }
    held = true;
    state = State.HOLDING;
    wheel.set(this, Wheel.ticks(nanos / 1_000_000));
    var _ = context().writeAndFlush(words);
  }

  private void end(ByteBuf words) {
    state = State.ENDING;
    wheel.set(this, LINGER_TICKS);
    var _ = context().writeAndFlush(words).addListener(HalfClose.AFTER);
  }

  private void endHeld() {
    ByteBuf words = context().alloc().buffer(160);
    Words.pusher(words, reason);
    end(words);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    wheel.cancel(this);
    if (held) {
      admission.holdEnded();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  @Override
  public int tick() {
    if (state == State.HOLDING) {
      endHeld();
    } else {
      var _ = context().close();
    }
    return 0;
  }

  @Override
  public void stopping() {
    if (state == State.HOLDING) {
      endHeld();
    } else {
      var _ = context().close();
    }
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
