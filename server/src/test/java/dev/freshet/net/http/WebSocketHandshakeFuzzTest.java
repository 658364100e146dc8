package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a client offers is either answered from what is spoken, or refused as a handshake. */
class WebSocketHandshakeFuzzTest {

  /** The first line is the list of extensions, the second that of subprotocols. */
  @FuzzTest(maxDuration = "90s")
  void anyOfferIsAnsweredOrRefused(byte[] input) {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 2);
    var request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.GET,
            "/",
            DefaultHttpHeadersFactory.headersFactory().withValidation(false));
    request
        .headers()
        .set("Host", "h")
        .set("Upgrade", "websocket")
        .set("Connection", "upgrade")
        .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .set("Sec-WebSocket-Version", "13")
        .set("Sec-WebSocket-Extensions", lines[0])
        .set("Sec-WebSocket-Protocol", lines.length > 1 ? lines[1] : "");
    try {
      var handshake = WebSocketHandshake.of(request, true, List.of("a"));
      if (handshake.deflate()) {
        assertThat(lines[0]).contains("permessage-deflate");
        assertThat(handshake.extensions())
            .startsWith(
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover");
      }
      if (handshake.subprotocol() != null) {
        assertThat(handshake.subprotocol()).isEqualTo("a");
      }
    } catch (Refused e) {
      assertThat(e.problem()).isEqualTo(Problem.BAD_HANDSHAKE);
    }
  }
}
