package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Station;
import dev.freshet.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One socket that speaks HTTP/1.1: puts requests together within their bounds, answers one after
 * the other, keeps the connection alive, and lets go of it when it becomes a WebSocket or an event
 * stream. Owned by its loop.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements Wheel.Timed {

  /** What the client is expected to send next; each has its own patience. */
  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    ANSWERING,
    /** Another protocol has the socket. */
    GONE
  }

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

  private final Station station;
  private final HttpSettings settings;
  private final Router router;
  private final Queue<Object> ahead = new ArrayDeque<>(0);
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpRequest head;
  private @Nullable ByteBuf body;
  private Phase phase = Phase.HEAD;
  private boolean sawMessage;
  private boolean goingOn;
  private int place;

  /** A socket whose codec is already in the pipeline, see {@link #codec}. */
  public HttpConnection(Station station, HttpSettings settings, Router router) {
    this.station = station;
    this.settings = settings;
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
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
  }

  /** While an answer is being made, what follows waits: answers keep the order of requests. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    sawMessage = true;
    if (phase == Phase.ANSWERING || phase == Phase.GONE) {
      ahead.add(message);
    } else {
      take(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (phase == Phase.IDLE && !sawMessage) {
      // Bytes came but no request yet: a header section has begun.
      enter(Phase.HEAD);
    }
    sawMessage = false;
    ctx.flush();
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
    switch (phase) {
      case IDLE -> {
        var _ = context().close();
      }
      case HEAD, BODY -> refuse(new Refused(Problem.REQUEST_TIMEOUT, "waited for the request"));
      case ANSWERING, GONE -> {
        // Whoever answers has bounds of its own.
      }
    }
    return 0;
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

  boolean isOpen() {
    return context().channel().isActive();
  }

  /** Closes when nothing is under way; for a server that stops. */
  void closeIfIdle() {
    if (phase == Phase.IDLE || phase == Phase.HEAD) {
      var _ = context().close();
    }
  }

  /** Writes the answer of the exchange that is under way, then goes on with what came meanwhile. */
  void write(Exchange exchange, Answer answer) {
    if (!isOpen()) {
      return;
    }
    HttpRequest asked = exchange.request().head();
    boolean keepAlive = HttpUtil.isKeepAlive(asked) && !router.isStopping();
    router.answered(exchange, answer);
    send(answer, exchange.extra(), asked.method().equals(HttpMethod.HEAD), keepAlive);
    if (keepAlive) {
      goOn();
    }
  }

  /**
   * Ends HTTP on this socket.
   *
   * @param answer ends the handshake
   * @param next takes the socket
   * @param begin called when {@code next} is in the pipeline and can write; what the client sent
   *     ahead follows after
   * @return false when that is not possible any more; nothing was called then
   */
  boolean takeOver(HttpResponse answer, ChannelHandler next, Runnable begin) {
    if (!isOpen() || !ahead.isEmpty()) {
      // A client that goes on before it was answered cannot be on either protocol.
      var _ = context().close();
      return false;
    }
    station.wheel().cancel(this);
    phase = Phase.GONE;
    var pipeline = context().pipeline();
    var _ = context().write(answer);
    pipeline.addLast(next);
    pipeline.remove(HttpServerCodec.class);
    begin.run();
    context().flush();
    for (Object early = ahead.poll(); early != null; early = ahead.poll()) {
      context().fireChannelRead(early);
    }
    pipeline.remove(this);
    context().channel().config().setAutoRead(true);
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
    if (request.decoderResult().isFailure()) {
      refuse(malformed(request.decoderResult().cause()));
      return;
    }
    if (request.protocolVersion().majorVersion() != 1) {
      refuse(new Refused(Problem.VERSION_UNSUPPORTED, "HTTP/1.1 is spoken here"));
      return;
    }
    long length = HttpUtil.getContentLength(request, 0L);
    if (length > settings.bodyMax()) {
      refuse(tooLarge());
      return;
    }
    head = request;
    if (HttpUtil.is100ContinueExpected(request)) {
      var _ =
          context()
              .writeAndFlush(
                  new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    enter(Phase.BODY);
  }

  private void append(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(malformed(content.decoderResult().cause()));
      return;
    }
    ByteBuf part = content.content();
    int have = body == null ? 0 : body.readableBytes();
    if (have + part.readableBytes() > settings.bodyMax()) {
      refuse(tooLarge());
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
      var exchange = new Exchange(this, new Request(asked, Query.parse(asked.uri()), bytes), extra);
      exchange.answerWith(() -> router.answer(exchange));
      if (phase == Phase.ANSWERING) {
        context().channel().config().setAutoRead(false);
      }
    } catch (Refused e) {
      send(Answer.problem(e), extra, asked.method().equals(HttpMethod.HEAD), true);
      goOn();
    }
  }

  private void goOn() {
    enter(Phase.IDLE);
    if (goingOn) {
      return;
    }
    goingOn = true;
    while (phase != Phase.ANSWERING && !ahead.isEmpty()) {
      take(ahead.remove());
    }
    goingOn = false;
    if (phase != Phase.ANSWERING && !context().channel().config().isAutoRead()) {
      context().channel().config().setAutoRead(true);
    }
  }

  private void enter(Phase next) {
    phase = next;
    if (next == Phase.ANSWERING) {
      station.wheel().cancel(this);
    } else {
      station.wheel().set(this, patience(next));
    }
  }

  private int patience(Phase phase) {
    return switch (phase) {
      case IDLE -> settings.keepAliveTicks();
      case HEAD, ANSWERING, GONE -> settings.headerTicks();
      case BODY -> settings.bodyTicks();
    };
  }

  /** Answers what cannot be read any further, and closes. */
  private void refuse(Refused refused) {
    head = null;
    dropBody();
    router.refused(refused);
    phase = Phase.ANSWERING;
    station.wheel().set(this, settings.headerTicks());
    send(Answer.problem(refused), new DefaultHttpHeaders(), false, false);
  }

  private void send(Answer answer, HttpHeaders extra, boolean isHead, boolean keep) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    var headers = response.headers();
    headers.add(extra);
    answer.headers().forEach(headers::set);
    if (!answer.type().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    }
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("X-Content-Type-Options", "nosniff");
    if (answer.status() != 204) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    if (keep) {
      var _ = context().writeAndFlush(response);
    } else {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      var _ = context().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private Refused tooLarge() {
    return new Refused(Problem.BODY_TOO_LARGE, "the limit is " + settings.bodyMax() + " bytes");
  }

  private Refused malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new Refused(Problem.URI_TOO_LONG, "the limit is " + settings.requestLineMax() + " bytes");
      case TooLongHttpHeaderException _ ->
          new Refused(
              Problem.HEADERS_TOO_LARGE, "the limit is " + settings.headersMax() + " bytes");
      default -> new Refused(Problem.BAD_REQUEST, "the request is not valid HTTP/1.1");
    };
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

  /** The codec whose requests this takes. */
  public static HttpServerCodec codec(HttpSettings settings) {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.requestLineMax())
            .setMaxHeaderSize(settings.headersMax()));
  }
}
