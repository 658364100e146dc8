package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Door;
import dev.freshet.net.HalfClose;
import dev.freshet.net.Station;
import dev.freshet.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One socket that speaks HTTP/1.1: puts requests together within their bounds, answers one after
 * the other, keeps the connection alive, and lets go of it when it becomes a WebSocket or an event
 * stream. Owned by its loop.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements Wheel.Timed {

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

  private final Station station;
  private final HttpSettings settings;
  private final RequestRules rules;
  private final Router router;
  private final @Nullable InetAddress proxied;
  private final Door.Handshake handshake;
  private final Queue<Object> ahead = new ArrayDeque<>(0);
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpRequest head;
  private @Nullable ByteBuf body;
  private Phase phase = Phase.HEAD;
  private boolean sawMessage;
  private boolean goingOn;
  private int place;

  /** How many bytes waited for the client when its patience was last renewed. */
  private long unread;

  /**
   * A socket whose codec is already in the pipeline, an {@link HttpCodec}.
   *
   * @param proxied the client's address where a balancer told it; null when it is the socket's own
   * @param handshake hears what becomes of the first request
   */
  public HttpConnection(
      Station station,
      HttpSettings settings,
      Router router,
      @Nullable InetAddress proxied,
      Door.Handshake handshake) {
    this.proxied = proxied;
    this.handshake = handshake;
    this.station = station;
    this.settings = settings;
    this.rules = new RequestRules(settings);
    this.router = router;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    enter(Phase.HEAD);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    station.wheel().cancel(this);
    dropBody();
    dropAhead();
    handshake.ended();
  }

  /** While an answer is being made, what follows waits: answers keep the order of requests. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    sawMessage = true;
    if (phase.isTaking()) {
      take(message);
    } else if (phase == Phase.ENDING) {
      ReferenceCountUtil.release(message);
    } else {
      ahead.add(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (phase == Phase.FLUSHING && ctx.channel().isWritable()) {
      goOn();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (phase == Phase.IDLE && !sawMessage) {
      // Bytes came but no request yet: a header section has begun.
      enter(Phase.HEAD);
    }
    sawMessage = false;
    // In takeOver the codec may have more bytes; the answer must not be seen before the session.
    if (phase != Phase.GONE) {
      ctx.flush();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.DEBUG, "an HTTP connection failed", cause);
    }
    var _ = ctx.close();
  }

  @Override
  public int tick() {
    return switch (phase) {
      case IDLE -> close();
      case HEAD, BODY -> {
        refuse(new Refused(Problem.REQUEST_TIMEOUT, "waited for the request"));
        yield 0;
      }
      case FLUSHING, ENDING -> isReading() ? phase.patience(settings) : close();
      // Whoever answers has bounds of its own.
      case ANSWERING, GONE -> phase.patience(settings);
    };
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int next) {
    place = next;
  }

  Station station() {
    return station;
  }

  Channel socket() {
    return context().channel();
  }

  /** Who sends the requests, as far as the socket or its balancer tells; null when it is gone. */
  @Nullable InetAddress peer() {
    if (proxied != null) {
      return proxied;
    }
    return socket().remoteAddress() instanceof InetSocketAddress own ? own.getAddress() : null;
  }

  boolean isOpen() {
    return socket().isActive();
  }

  /** Else the answer that is under way will be the last. */
  @Override
  public void stopping() {
    if (phase == Phase.IDLE || phase == Phase.HEAD) {
      var _ = close();
    }
  }

  /** Writes the answer of the exchange that is under way, then goes on with what came meanwhile. */
  void write(Exchange exchange, Answer answer) {
    if (!isOpen()) {
      return;
    }
    HttpRequest asked = exchange.request().head();
    router.answered(exchange, answer);
    send(answer, exchange.extra(), asked);
  }

  /**
   * Ends HTTP on this socket.
   *
   * @param answer ends the handshake
   * @param next takes the socket
   * @param begin called when {@code next} is in the pipeline and can write; what the client sent
   *     ahead follows after. The handshake ends with the stage it returns
   * @return false when that is not possible any more; nothing was called then
   */
  boolean takeOver(HttpResponse answer, ChannelHandler next, Supplier<CompletionStage<?>> begin) {
    if (!isOpen()) {
      return false;
    }
    if (!ahead.isEmpty()) {
      refuse(new Refused(Problem.BAD_REQUEST, "more requests follow the one that upgrades"));
      return false;
    }
    station.wheel().cancel(this);
    phase = Phase.GONE;
    var pipeline = context().pipeline();
    var _ = context().write(answer);
    pipeline.addLast(next);
    pipeline.remove(HttpCodec.class);
    CompletionStage<?> begun = begin.get();
    context().flush();
    for (Object early = ahead.poll(); early != null; early = ahead.poll()) {
      context().fireChannelRead(early);
    }
    pipeline.remove(this);
    socket().config().setAutoRead(true);
    handshake.endsWith(begun, station.shard().loop());
    return true;
  }

  private void take(Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent content && head != null) {
        append(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    Refused refused = rules.check(request);
    if (refused != null) {
      refuse(refused);
      return;
    }
    head = request;
    if (HttpUtil.is100ContinueExpected(request)) {
      var _ = context().writeAndFlush(Answer.goAhead());
    }
    enter(Phase.BODY);
  }

  private void append(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(rules.unreadable(content.decoderResult().cause()));
      return;
    }
    ByteBuf part = content.content();
    int have = body == null ? 0 : body.readableBytes();
    Refused refused = rules.checkLength((long) have + part.readableBytes());
    if (refused != null) {
      refuse(refused);
      return;
    }
    boolean last = content instanceof LastHttpContent;
    if (part.isReadable() && body == null) {
      body = last ? part.retain() : context().alloc().buffer().writeBytes(part);
    } else if (body != null) {
      body.writeBytes(part);
    }
    if (last) {
      dispatch();
    }
  }

  private void dispatch() {
    HttpRequest asked = Objects.requireNonNull(head, "head");
    byte[] bytes = body == null ? new byte[0] : ByteBufUtil.getBytes(body);
    head = null;
    dropBody();
    enter(Phase.ANSWERING);
    var extra = new DefaultHttpHeaders();
    try {
      var request = new Request(asked, Query.parse(asked.uri()), bytes);
      var exchange = new Exchange(this, router, request, extra);
      exchange.answerWith(() -> router.answer(exchange));
      if (phase == Phase.ANSWERING) {
        socket().config().setAutoRead(false);
        handshake.pends();
      }
    } catch (Refused e) {
      router.refused(e);
      send(Answer.problem(e), extra, asked);
    }
  }

  /** Takes what came meanwhile, once the client has read what it asked for before. */
  private void goOn() {
    var config = socket().config();
    if (!socket().isWritable()) {
      enter(Phase.FLUSHING);
      config.setAutoRead(false);
      return;
    }
    enter(Phase.IDLE);
    if (goingOn) {
      return;
    }
    goingOn = true;
    while (phase.isTaking() && !ahead.isEmpty()) {
      take(ahead.remove());
    }
    goingOn = false;
    if (phase.isTaking() && !config.isAutoRead()) {
      config.setAutoRead(true);
    }
  }

  private void enter(Phase next) {
    phase = next;
    unread = Long.MAX_VALUE;
    station.wheel().set(this, next.patience(settings));
  }

  /** Whether the client has read something since this was last asked. */
  private boolean isReading() {
    var buffer = socket().unsafe().outboundBuffer();
    long before = unread;
    unread = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    return unread > 0 && unread < before;
  }

  /** Answers what cannot be read any further, and ends. */
  private void refuse(Refused refused) {
    head = null;
    dropBody();
    router.refused(refused);
    send(Answer.problem(refused), new DefaultHttpHeaders(), null);
  }

  /**
   * Writes an answer and goes on, or ends.
   *
   * @param asked null when the request could not be read
   */
  private void send(Answer answer, HttpHeaders extra, @Nullable HttpRequest asked) {
    handshake.ended();
    HttpResponse response = answer.response(extra, asked == null ? HttpMethod.GET : asked.method());
    if (asked != null && keepsAlive(asked)) {
      var _ = context().writeAndFlush(response);
      goOn();
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      dropAhead();
      enter(Phase.ENDING);
      var _ = context().writeAndFlush(response).addListener(HalfClose.AFTER);
      socket().config().setAutoRead(true);
    }
  }

  /** HTTP/1.0 is not asked to agree on more than one request. */
  private boolean keepsAlive(HttpRequest asked) {
    return asked.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && HttpUtil.isKeepAlive(asked)
        && !router.isStopping();
  }

  private int close() {
    var _ = context().close();
    return 0;
  }

  private void dropAhead() {
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
  }

  private void dropBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "context");
  }
}
