package dev.freshet.net;

import dev.freshet.hub.Encoded;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import dev.freshet.session.Outlet;
import dev.freshet.session.Session;
import dev.freshet.wire.FrameReader;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Signal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket after the handshake, the only handler left beside TLS. Frames what comes in,
 * bounds what goes out, and knows whether the peer is alive. Owned by its loop.
 */
public final class Connection extends Outflow implements Outlet, FrameReader.Sink, Wheel.Timed {

  /** Where a connection is in its life; only ever moves on. */
  private enum State {
    OPEN,
    /** Farewell is said; waiting for the peer to close, or for the timer. */
    CLOSING,
    CLOSED
  }

  private final Station station;
  private final ConnectionServices services;
  private final @Nullable FrameReader reader;
  private @Nullable Session session;
  private @Nullable Backlog backlog;
  private int place;
  private State state = State.OPEN;

  /** Whether anything came from the peer since the last heartbeat. */
  private boolean heard = true;

  private boolean pinged;

  /** The tick at which a message was seen to be incomplete that still is; 0 for none. */
  private int midSince;

  /** The tick at which it has been open for long enough; 0 for never. */
  private int leaves;

  /**
   * A connection that is not in a pipeline yet.
   *
   * @param reader reads frames; null when nothing is expected from the client, as on an event
   *     stream
   */
  public Connection(Station station, ConnectionServices services, @Nullable FrameReader reader) {
    this.station = station;
    this.services = services;
    this.reader = reader;
  }

  /** Begins the conversation; once, on the loop, when the answer to the handshake is written. */
  public void begin(Session begun) {
    session = begun;
    beginOutflow();
    leaves = services.settings().age().end(station.wheel().now());
    station.wheel().set(this, soonest(begun, services.settings().firstBeat()));
    services.opened(begun);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var in = (ByteBuf) message;
    try {
      heard = true;
      station.received(in.readableBytes());
      if (reader != null && state != State.CLOSED) {
        reader.read(in, this);
        if (midSince != 0 && !reader.isMidMessage()) {
          midSince = 0;
        }
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void message(ByteBuf payload, boolean text) {
    station.frame();
    midSince = 0;
    Session talking = session;
    if (talking != null && state == State.OPEN) {
      talking.receive(payload, text, System.currentTimeMillis());
    }
  }

  @Override
  public void ping(ByteBuf payload) {
    station.frame();
    if (state == State.OPEN && hasRoom(0)) {
      ByteBuf pong = context().alloc().buffer(payload.readableBytes() + 2);
      FrameWriter.pong(pong, payload);
      write(pong);
      flush();
    }
  }

  @Override
  public void pong() {
    station.frame();
  }

  /** The peer closes: answer once, as RFC 6455 section 5.5.1 has it, and end. */
  @Override
  public void close(int code, String reason) {
    if (state == State.OPEN) {
      ByteBuf answer = context().alloc().buffer(16);
      FrameWriter.close(answer, code == 1005 ? 1000 : code, "");
      end(CloseReason.NORMAL);
      var _ = finish(answer).addListener(ChannelFutureListener.CLOSE);
    } else {
      var _ = context().close();
    }
  }

  /** The peer's own close would not be read any more, so the end is not left to it. */
  @Override
  public void broken(CloseReason reason, String detail) {
    if (state == State.OPEN) {
      var _ = farewell(reason, null).addListener(HalfClose.AFTER);
    } else {
      var _ = context().close();
    }
  }

  @Override
  public void write(Encoded batch, int first, SlowReader policy) {
    if (state != State.OPEN || batch.lengthFrom(first) == 0) {
      return;
    }
    if (backlog == null && hold(batch, first)) {
      station.sent(batch.lengthFrom(first));
    } else if (backlog == null && isWritable()) {
      send(batch.retainedFrom(first));
    } else if (policy != SlowReader.CLOSE) {
      backlog().add(batch, first, policy);
      services.let(backlog());
    } else if (hasRoom(batch.lengthFrom(first))) {
      send(batch.retainedFrom(first));
    } else {
      tooSlow();
    }
  }

  @Override
  public void write(
      ByteBuf bytes, ChannelName channel, Publication publication, SlowReader policy) {
    if (state != State.OPEN) {
      bytes.release();
    } else if (backlog == null && isWritable()) {
      send(bytes);
    } else if (policy != SlowReader.CLOSE) {
      backlog().add(bytes, channel, publication, policy);
      services.let(backlog());
    } else if (hasRoom(bytes.readableBytes())) {
      send(bytes);
    } else {
      bytes.release();
      tooSlow();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (state != State.OPEN) {
      bytes.release();
    } else if (hasRoom(bytes.readableBytes())) {
      send(bytes);
    } else {
      // Whoever asks for answers and does not read them is no better than any slow reader.
      bytes.release();
      tooSlow();
    }
  }

  @Override
  public void flush() {
    if (state != State.CLOSED) {
      flushSocket();
    }
  }

  @Override
  public void close(CloseReason reason) {
    close(reason, null);
  }

  /** As {@link #close(CloseReason)}, telling the client something else before. */
  void close(CloseReason reason, @Nullable Signal last) {
    if (state == State.OPEN) {
      ChannelFuture written = farewell(reason, last);
      // A WebSocket peer answers and is closed then.
      if (reader == null) {
        var _ = written.addListener(HalfClose.AFTER);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Backlog queued = backlog;
    if (queued != null && ctx.channel().isWritable()) {
      if (queued.drain(ctx.channel()::isWritable, this::send)) {
        backlog = null;
      }
      ctx.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(CloseReason.NORMAL);
    state = State.CLOSED;
    station.wheel().cancel(this);
    forgetHeld();
    if (reader != null) {
      reader.release();
    }
  }

  /** A reset by the peer is an ordinary end; whatever else fails ends this connection only. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(services.failed(cause));
    var _ = ctx.close();
  }

  @Override
  public int tick() {
    if (state != State.OPEN) {
      var _ = context().close();
      return 0;
    }
    Session talking = Objects.requireNonNull(session, "session");
    if (talking.expiresMillis() <= System.currentTimeMillis()) {
      close(talking.expiry());
      return 0;
    }
    if (leaves != 0 && leaves - station.wheel().now() <= 0) {
      leaves = services.settings().age().putOff(station.wheel().now(), station.lagNanos());
      if (leaves == 0) {
        close(CloseReason.MAX_AGE, Departure.soon());
        return 0;
      }
    }
    if (midSince != 0 && messageTicksLeft() <= 0) {
      close(CloseReason.PROTOCOL_ERROR);
      return 0;
    }
    if (pinged && !heard && talking.dialect().answersHeartbeat()) {
      services.dead();
      close(CloseReason.NO_PONG);
      return 0;
    }
    if (midSince == 0 && reader != null && reader.isMidMessage()) {
      midSince = station.wheel().now();
    }
    return soonest(talking, beat(talking));
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int next) {
    place = next;
  }

  /** Ends it without a word; tells whether it was open. */
  boolean cut(boolean reset) {
    boolean open = state == State.OPEN;
    end(CloseReason.DROPPED);
    Departure.cut(context().channel(), reset);
    return open;
  }

  /** Whether it is of the app with this id. */
  boolean isOf(String app) {
    return session != null && session.tenant().app().id().equals(app);
  }

  /** As operators look at it. */
  Connections.Seen seen() {
    Session talking = Objects.requireNonNull(session, "session");
    return Connections.Seen.of(talking, context().channel().remoteAddress(), queuedBytes());
  }

  /** Whether operators know it by this; costs next to nothing when they do not. */
  boolean isNamed(String name) {
    Session talking = session;
    return talking != null
        && state == State.OPEN
        && Connections.Seen.isNamed(talking, context().channel().remoteAddress(), name);
  }

  /** How much waits for this client, in bytes. */
  long queuedBytes() {
    return pendingBytes() + (backlog == null ? 0 : backlog.bytes());
  }

  /** Ends the conversation with its last words. */
  private ChannelFuture farewell(CloseReason reason, @Nullable Signal last) {
    ByteBuf words = context().alloc().buffer(64);
    if (session != null) {
      session.dialect().farewell(words, last, reason);
    }
    end(reason);
    return finish(words);
  }

  private int beat(Session talking) {
    pinged = !pinged;
    if (!pinged) {
      return Math.max(1, services.settings().heartbeatTicks() - services.settings().pongTicks());
    }
    heard = false;
    if (hasRoom(0)) {
      ByteBuf heartbeat = context().alloc().buffer(8);
      talking.dialect().heartbeat(heartbeat);
      services.heartbeat();
      write(heartbeat);
      flush();
    }
    return services.settings().pongTicks();
  }

  private int soonest(Session talking, int ticks) {
    int soonest = midSince == 0 ? ticks : Math.min(ticks, messageTicksLeft());
    if (leaves != 0) {
      soonest = Math.clamp(leaves - station.wheel().now(), 1, soonest);
    }
    long expires = talking.expiresMillis();
    return expires == Long.MAX_VALUE
        ? soonest
        : Math.min(soonest, Wheel.ticks(expires - System.currentTimeMillis()));
  }

  private int messageTicksLeft() {
    return midSince + services.settings().messageTicks() - station.wheel().now();
  }

  private void send(ByteBuf bytes) {
    station.sent(bytes.readableBytes());
    queue(bytes);
  }

  private void tooSlow() {
    services.slowReader();
    close(CloseReason.SLOW_READER);
  }

  private Backlog backlog() {
    backlog = backlog == null ? new Backlog(limit()) : backlog;
    return backlog;
  }

  /** The conversation is over; the timer ends a peer that does not take what is still written. */
  private void end(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    station.wheel().set(this, services.settings().closeTicks());
    if (backlog != null) {
      backlog.clear();
      backlog = null;
    }
    Session ending = session;
    if (ending != null) {
      ending.closed();
      services.closed(ending, reason);
    }
  }

  private boolean hasRoom(int bytes) {
    return pendingBytes() + bytes <= limit();
  }

  private int limit() {
    return session == null ? 0 : session.tenant().app().limits().queuedBytes();
  }
}
