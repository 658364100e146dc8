package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty's client is heard, and understands what is written; with and without compression. */
class NettyPeerTest {
  private static final int[] LENGTHS = {0, 1, 7, 64, 125, 126, 300, 65_535, 65_536, 90_000};

  private static String text(int length) {
    return "é€ and ascii ".repeat(length / 13 + 1).substring(0, length);
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messagesOfEverySizeAreHeard(boolean deflate) {
    for (int length : LENGTHS) {
      try (var peer = new NettyPeer(deflate)) {
        var expected = new Hearing.Lines();
        expected.message(utf8(text(length)), true);
        expected.message(Unpooled.wrappedBuffer(noise(length)), false);
        expected.add("idle");
        byte[] wire =
            peer.send(
                new TextWebSocketFrame(text(length)),
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(noise(length))));
        assertThat(new Hearing(400_000, deflate).of(wire)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fragmentsWithControlFramesBetweenAreHeard(boolean deflate) {
    try (var peer = new NettyPeer(deflate)) {
      byte[] wire =
          peer.send(
              new TextWebSocketFrame(false, 0, "one "),
              new PingWebSocketFrame(utf8("ping")),
              new ContinuationWebSocketFrame(false, 0, utf8("two ")),
              new PongWebSocketFrame(utf8("pong")),
              new ContinuationWebSocketFrame(true, 0, utf8("three")),
              new TextWebSocketFrame("four"),
              new CloseWebSocketFrame(4242, "done"));
      assertThat(new Hearing(1000, deflate).of(wire))
          .containsExactly(
              "ping ping", "pong", "text one two three", "text four", "close 4242 done", "idle");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsWrittenIsUnderstood(boolean deflate) {
    try (var peer = new NettyPeer(deflate)) {
      for (int length : LENGTHS) {
        ByteBuf out = Unpooled.buffer();
        byte[] text = text(length).getBytes(StandardCharsets.UTF_8);
        if (deflate) {
          Deflate.frame(out, FrameWriter.TEXT, text);
          Deflate.frame(out, FrameWriter.BINARY, noise(length));
          Deflate.frame(out, FrameWriter.BINARY, text);
        }
        FrameWriter.text(out, text);
        FrameWriter.binary(out, noise(length));
        List<WebSocketFrame> frames = peer.receive(out);
        assertThat(frames).hasSize(deflate ? 5 : 2);
        for (WebSocketFrame frame : frames) {
          assertThat(frame.isFinalFragment()).isTrue();
        }
        ByteBuf expected = Unpooled.wrappedBuffer(text);
        if (deflate) {
          assertThat(frames.get(0)).isInstanceOf(TextWebSocketFrame.class);
          assertThat(frames.get(0).content()).isEqualTo(expected);
          assertThat(frames.get(1)).isInstanceOf(BinaryWebSocketFrame.class);
          assertThat(frames.get(1).content()).isEqualTo(Unpooled.wrappedBuffer(noise(length)));
          assertThat(frames.get(2).content()).isEqualTo(expected);
        }
        assertThat(frames.get(frames.size() - 2)).isInstanceOf(TextWebSocketFrame.class);
        assertThat(frames.get(frames.size() - 2).content()).isEqualTo(expected);
        assertThat(frames.getLast().content()).isEqualTo(Unpooled.wrappedBuffer(noise(length)));
        frames.forEach(WebSocketFrame::release);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void controlFramesAreUnderstood(boolean deflate) {
    try (var peer = new NettyPeer(deflate)) {
      ByteBuf out = Unpooled.buffer();
      FrameWriter.ping(out);
      FrameWriter.pong(out, utf8("payload"));
      FrameWriter.close(out, 1001, "the server is stopping");
      List<WebSocketFrame> frames = peer.receive(out);
      // Netty's client answers the ping itself.
      assertThat(new Hearing(10, deflate).of(peer.sent())).containsExactly("pong", "idle");
      assertThat(frames).hasSize(2);
      assertThat(frames.get(0).content()).isEqualTo(utf8("payload"));
      assertThat(((CloseWebSocketFrame) frames.get(1)).statusCode()).isEqualTo(1001);
      assertThat(((CloseWebSocketFrame) frames.get(1)).reasonText())
          .isEqualTo("the server is stopping");
      frames.forEach(WebSocketFrame::release);
    }
  }
}
