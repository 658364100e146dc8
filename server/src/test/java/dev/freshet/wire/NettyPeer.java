package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.net.http.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's WebSocket client without a socket, after a handshake with ours: an independent other
 * side.
 */
final class NettyPeer implements AutoCloseable {
  private static final int MAX = 1 << 20;

  private final EmbeddedChannel client;

  /** Shakes hands; compression is offered, and agreed on, if asked for. */
  NettyPeer(boolean deflate) {
    var config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri("ws://example.com/ws")
            .version(WebSocketVersion.V13)
            .subprotocol("plain")
            .allowExtensions(true)
            .maxFramePayloadLength(MAX)
            .dropPongFrames(false)
            .handleCloseFrames(false)
            .build();
    var compression =
        new WebSocketClientExtensionHandler(
            new PerMessageDeflateClientExtensionHandshaker(6, true, 15, true, true, MAX));
    client = new EmbeddedChannel();
    client.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192));
    if (deflate) {
      client.pipeline().addLast(compression);
    }
    client.pipeline().addLast(new WebSocketClientProtocolHandler(config));
    client.pipeline().fireChannelActive();
    var server = new EmbeddedChannel(new HttpServerCodec());
    server.writeInbound(client.<ByteBuf>readOutbound());
    HttpRequest request = server.readInbound();
    var handshake = WebSocketHandshake.of(request, true, List.of("plain"));
    assertThat(handshake.subprotocol()).isEqualTo("plain");
    assertThat(handshake.deflate()).isEqualTo(deflate);
    server.writeOutbound(handshake.response());
    for (ByteBuf out = server.readOutbound(); out != null; out = server.readOutbound()) {
      client.writeInbound(out);
    }
    server.finishAndReleaseAll();
    assertThat(client.pipeline().get(HttpClientCodec.class)).isNull();
  }

  /** The bytes the client makes of these frames. */
  byte[] send(WebSocketFrame... frames) {
    client.writeOutbound((Object[]) frames);
    return sent();
  }

  /** The bytes the client sends by itself. */
  byte[] sent() {
    var bytes = new ByteArrayOutputStream();
    for (ByteBuf out = client.readOutbound(); out != null; out = client.readOutbound()) {
      bytes.writeBytes(ByteBufUtil.getBytes(out));
      out.release();
    }
    return bytes.toByteArray();
  }

  /** What the client understands of these bytes; the caller releases the frames. */
  List<WebSocketFrame> receive(ByteBuf bytes) {
    client.writeInbound(Unpooled.copiedBuffer(bytes));
    List<WebSocketFrame> frames = new ArrayList<>();
    for (WebSocketFrame f = client.readInbound(); f != null; f = client.readInbound()) {
      frames.add(f);
    }
    return frames;
  }

  @Override
  public void close() {
    client.finishAndReleaseAll();
  }
}
