package dev.freshet.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.net.http.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From what a broker delivers when it lost something to the bytes on a client's socket. */
class LossTest {
  private static final ChannelName CHAT = new ChannelName(Config.DEVELOPMENT_ID, "chat");

  private final Rig rig = new Rig(new HttpSettings(1_024, 2_048, 512, 9, 9, 9, 1_000, true));
  private final EmbeddedChannel socket = rig.connect();

  @AfterEach
  void everythingIsLetGo() {
    socket.finishAndReleaseAll();
    assertThat(rig.timers()).isZero();
  }

  private void asks(String path, String... headers) {
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
            .formatted(path, String.join("\r\n", headers));
    socket.writeInbound(Unpooled.copiedBuffer(request, UTF_8));
    rig.run();
    socket.runPendingTasks();
  }

  private void handshake(String path) {
    asks(
        path,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  private String hears() {
    rig.run();
    socket.runPendingTasks();
    var heard = new StringBuilder();
    for (ByteBuf bytes = socket.readOutbound(); bytes != null; bytes = socket.readOutbound()) {
      heard.append(bytes.toString(UTF_8));
      bytes.release();
    }
    return heard.toString();
  }

  private void loses() {
    assertThat(rig.hub.channels()).as("channels of clients").isEqualTo(1);
    rig.hub.deliver(CHAT, Publication.lost(new Position("n", 9), 5));
  }

  @Test
  void anEventStreamGoesOnWithAResetAndItsId() {
    asks("/channels/chat", "Accept: text/event-stream");
    assertThat(hears()).contains("200 OK").doesNotContain("reset");
    loses();
    assertThat(hears())
        .contains(
            """
            id: n:9
            event: freshet:reset
            data: {"channel":"chat","epoch":"n","offset":9}

            """);
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void aRawWebSocketIsClosedSoThatItComesBackAtOnce() {
    handshake("/channels/chat");
    assertThat(hears()).contains("101 Switching Protocols");
    loses();
    assertThat(hears()).contains("connect without since");
    assertThat(rig.hub.channels()).as("channels of clients").isEqualTo(0);
  }
}
