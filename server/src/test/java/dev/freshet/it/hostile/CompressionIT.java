package dev.freshet.it.hostile;

import static dev.freshet.it.hostile.Frames.FIN;
import static dev.freshet.it.hostile.Frames.RSV1;
import static dev.freshet.it.hostile.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.metrics.Metric;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** permessage-deflate (RFC 7692) over sockets: shared by listeners, and no way to blow it up. */
class CompressionIT {
  private static final int MESSAGE_MAX = 64 * 1024;
  private static final String LONG = "the same words again and again, ".repeat(40);
  private static final Map<String, String> OFFER =
      Map.of("Sec-WebSocket-Extensions", "permessage-deflate");

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node = Node.development(Map.of("websocket.compression", "true", "server.loops", "1"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  private static RawSocket compressing(String target) throws IOException {
    var socket = node.connect();
    var head = socket.askForUpgrade(target, OFFER).replyHead();
    assertThat(head.status()).isEqualTo(101);
    assertThat(head.header("Sec-WebSocket-Extensions"))
        .contains("permessage-deflate", "server_no_context_takeover");
    return socket;
  }

  private static byte[] deflated(byte[] plain) {
    var deflater = new Deflater(9, true);
    deflater.setInput(plain);
    byte[] out = new byte[plain.length + 64];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }

  private static String inflated(byte[] payload) throws DataFormatException {
    var inflater = new Inflater(true);
    byte[] whole = Arrays.copyOf(payload, payload.length + 4);
    whole[whole.length - 1] = -1;
    whole[whole.length - 2] = -1;
    inflater.setInput(whole);
    byte[] out = new byte[MESSAGE_MAX];
    int length = inflater.inflate(out);
    inflater.end();
    return new String(out, 0, length, UTF_8);
  }

  @Test
  void aBroadcastIsCompressedOnceAndShared() throws Exception {
    var sockets = new ArrayList<RawSocket>();
    for (int i = 0; i < 10; i++) {
      sockets.add(compressing("/channels/shared"));
      sockets.add(node.subscribe("/channels/shared"));
    }
    double before = node.value(Metric.ENCODINGS);
    node.publish("/channels/shared", LONG);
    for (int i = 0; i < sockets.size(); i++) {
      try (var socket = sockets.get(i)) {
        var frame = socket.frame();
        assertThat(frame.first()).isEqualTo(i % 2 == 0 ? FIN | RSV1 | TEXT : FIN | TEXT);
        assertThat(i % 2 == 0 ? inflated(frame.payload()) : frame.text()).isEqualTo(LONG);
      }
    }
    // One loop, two wires; counted once the slice is over, which may be after the last frame is
    // read.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(node.value(Metric.ENCODINGS) - before).isEqualTo(2));
  }

  @Test
  void eachMessageStandsAlone() throws Exception {
    try (var socket = compressing("/channels/alone")) {
      for (int i = 0; i < 3; i++) {
        socket.send(Frames.masked(FIN | RSV1 | TEXT, deflated((LONG + i).getBytes(UTF_8))));
        // Inflated without what came before.
        assertThat(inflated(socket.frame().payload())).isEqualTo(LONG + i);
      }
      socket.send(Frames.text("short"));
      assertThat(socket.frame().text()).isEqualTo("short");
    }
  }

  @Test
  void aCompressedMessageMayComeInFragments() throws Exception {
    byte[] whole = deflated(LONG.getBytes(UTF_8));
    try (var socket = compressing("/channels/parts")) {
      socket.send(
          Frames.join(
              Frames.masked(RSV1 | TEXT, Arrays.copyOf(whole, 5)),
              Frames.masked(FIN | Frames.PING, new byte[1]),
              Frames.masked(FIN, Arrays.copyOfRange(whole, 5, whole.length))));
      assertThat(socket.frame().opcode()).isEqualTo(Frames.PONG);
      assertThat(inflated(socket.frame().payload())).isEqualTo(LONG);
    }
  }

  static Stream<Arguments> faults() {
    byte[] one = deflated("hello hello hello hello".getBytes(UTF_8));
    byte[] bomb = deflated(new byte[48 << 20]);
    return Stream.of(
        arguments("bomb", Frames.masked(FIN | RSV1 | Frames.BINARY, bomb), 1009),
        arguments(
            "bomb in parts",
            Frames.join(
                Frames.masked(RSV1 | Frames.BINARY, Arrays.copyOf(bomb, 40_000)),
                Frames.masked(FIN, Arrays.copyOfRange(bomb, 40_000, bomb.length))),
            1009),
        arguments(
            "a byte too many",
            Frames.masked(FIN | RSV1 | Frames.BINARY, deflated(new byte[MESSAGE_MAX + 1])),
            1009),
        arguments("corrupt", Frames.masked(FIN | RSV1 | TEXT, Frames.hex("FF FF FF FF")), 1007),
        arguments("cut off", Frames.masked(FIN | RSV1 | TEXT, Arrays.copyOf(one, 4)), 1007),
        arguments(
            "distance too far", Frames.masked(FIN | RSV1 | TEXT, Frames.hex("02 13 00")), 1007),
        arguments(
            "not UTF-8", Frames.masked(FIN | RSV1 | TEXT, deflated(Frames.hex("C3 28"))), 1007),
        arguments("RSV2", Frames.masked(FIN | 0x20 | TEXT, one), 1002),
        arguments("compressed ping", Frames.masked(FIN | RSV1 | Frames.PING, one), 1002),
        arguments(
            "compressed continuation",
            Frames.join(Frames.masked(RSV1 | TEXT, one), Frames.masked(FIN | RSV1, one)),
            1002));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultEndsItsConnectionWithItsCode(String name, byte[] frames, int code) throws IOException {
    try (var socket = compressing("/channels/faults")) {
      socket.trySend(frames);
      assertThat(socket.frame().code()).isEqualTo(code);
      socket.assertEnded();
    }
    node.awaitValue(1, Metric.CONNECTIONS, "1", "ws");
  }

  @Test
  void whoDidNotOfferItMayNotUseIt() throws IOException {
    try (var socket = node.subscribe("/channels/plain")) {
      socket.send(Frames.masked(FIN | RSV1 | TEXT, deflated(LONG.getBytes(UTF_8))));
      assertThat(socket.frame().code()).isEqualTo(1002);
    }
  }

  @Test
  void nettysClientUnderstandsAndIsUnderstood() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      var bootstrap =
          new Bootstrap()
              .group(group)
              .channel(NioSocketChannel.class)
              .handler(new NettyClient(node.port(), heard));
      var socket = bootstrap.connect(node.address()).sync().channel();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("HANDSHAKE_COMPLETE");
      for (String text : new String[] {LONG, "short", LONG + "€"}) {
        socket.writeAndFlush(new TextWebSocketFrame(text)).sync();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
      }
      socket.close().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /**
   * Netty's own handlers, and what they hear. Left to itself Netty's client refuses an answer with
   * no_context_takeover that it did not ask for, though section 7.1.1 allows one.
   */
  private static final class NettyClient extends ChannelInitializer<SocketChannel> {
    private final int port;
    private final BlockingQueue<String> heard;

    NettyClient(int port, BlockingQueue<String> heard) {
      this.port = port;
      this.heard = heard;
    }

    @Override
    protected void initChannel(SocketChannel socket) {
      var config =
          WebSocketClientProtocolConfig.newBuilder()
              .webSocketUri("ws://localhost:" + port + "/channels/netty")
              .allowExtensions(true)
              .build();
      socket
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(8_192),
              new WebSocketClientExtensionHandler(
                  new PerMessageDeflateClientExtensionHandshaker(
                      6, true, 15, true, true, MESSAGE_MAX)),
              new WebSocketClientProtocolHandler(config),
              new Ear(heard));
    }
  }

  /** Puts what it hears in a queue. */
  private static final class Ear extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final BlockingQueue<String> heard;

    Ear(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      heard.add(frame.text());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        heard.add(event.toString());
      }
    }
  }
}
