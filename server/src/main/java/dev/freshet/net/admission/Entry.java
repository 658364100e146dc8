package dev.freshet.net.admission;

import dev.freshet.net.Door;
import dev.freshet.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is not let in yet: the only handler in its pipeline. It is silent until its first
 * bytes come, and may have to wait then; at most two reads are kept of what it says, the rest stays
 * in the kernel. Afterwards it stands for the socket's first request, until that is answered. Owned
 * by its loop.
 */
final class Entry extends ChannelInboundHandlerAdapter implements Wheel.Timed, Door.Handshake {

  /** Where it is; only ever moves on. */
  private enum State {
    SILENT,
    WAITING,
    INSIDE,
    GONE
  }

  private final Turnstile turnstile;
  private final Door.Inside inside;
  private final Channel socket;
  private State state = State.SILENT;
  private @Nullable ByteBuf said;
  private Kind kind = Kind.NEW;

  /** When it came to the state it is in; inside, when its request began to pend. */
  private long since;

  private int place;

  Entry(Turnstile turnstile, Door.Inside inside, Channel socket, long now) {
    this.turnstile = turnstile;
    this.inside = inside;
    this.socket = socket;
    this.since = now;
  }

  Kind kind() {
    return kind;
  }

  long since() {
    return since;
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  /** The peer's address; null when it is gone. */
  @Nullable InetAddress peer() {
    return socket.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    switch (state) {
      case SILENT -> turnstile.spoke(this, bytes);
      case WAITING -> {
        append(bytes);
        turnstile.saidMore(this);
      }
      case INSIDE, GONE -> bytes.release();
    }
  }

  /** Nothing of it is read from now on, but for {@link #readOn}. */
  void hold(ByteBuf bytes, long now) {
    var _ = socket.config().setAutoRead(false);
    said = bytes;
    state = State.WAITING;
    since = now;
  }

  /** What it said, looked at; its kind is known then. */
  FirstBytes look(String pusherPath) {
    FirstBytes seen = said == null ? FirstBytes.NOTHING : FirstBytes.of(said, pusherPath);
    kind = seen.kind();
    return seen;
  }

  /** Reads once more, when the client has sent more. */
  void readOn() {
    if (said != null && said.readableBytes() < FirstBytes.MOST) {
      var _ = socket.read();
    }
  }

  /** Lets it in with its first bytes, while they are being read. */
  void pass(ByteBuf first) {
    open();
    var _ = socket.pipeline().fireChannelRead(first);
  }

  /** Lets it in that has waited. */
  void pass() {
    ByteBuf first = take();
    open();
    var _ = socket.config().setAutoRead(true);
    if (first != null) {
      var _ = socket.pipeline().fireChannelRead(first);
    }
    var _ = socket.pipeline().fireChannelReadComplete();
  }

  private void open() {
    leave(State.INSIDE);
    inside.open(socket, turnstile.station(), this);
    socket.pipeline().remove(this);
    var _ = socket.pipeline().fireChannelActive();
  }

  /**
   * Turns it away.
   *
   * @param bytes what it has just said and nobody has; else null
   */
  void refuse(Refusal refusal, @Nullable ByteBuf bytes) {
    ByteBuf heard = bytes == null ? take() : bytes;
    leave(State.GONE);
    if (inside.isTls()) {
      if (heard != null) {
        heard.release();
      }
      var _ = socket.close();
      return;
    }
    socket.pipeline().replace(this, null, refusal);
    refusal.begin(heard);
  }

  /** Ends one that says nothing. */
  void close() {
    var _ = socket.close();
  }

  private void leave(State next) {
    state = next;
    turnstile.station().wheel().cancel(this);
  }

  private @Nullable ByteBuf take() {
    ByteBuf taken = said;
    said = null;
    return taken;
  }

  private void append(ByteBuf bytes) {
    ByteBuf before = said;
    if (before == null) {
      said = bytes;
    } else {
      said = socket.alloc().compositeBuffer(2).addComponent(true, before).addComponent(true, bytes);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    turnstile.left(this, state == State.WAITING);
    leave(State.GONE);
    ByteBuf left = take();
    if (left != null) {
      left.release();
    }
  }

  /** Whatever fails before a socket is let in ends it. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  @Override
  public void pends() {
    turnstile.pends(this);
  }

  @Override
  public void ended() {
    turnstile.ended(this);
  }

  void pendsSince(long now) {
    since = now;
  }

  @Override
  public int tick() {
    if (state == State.WAITING) {
      turnstile.waitedTooLong(this);
    } else {
      turnstile.left(this, false);
      leave(State.GONE);
      socket.pipeline().remove(this);
      inside.late(socket, turnstile.station());
    }
    return 0;
  }

  @Override
  public void stopping() {
    if (state == State.WAITING) {
      turnstile.stops(this);
    } else {
      close();
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
}
