package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class RequestTest {

  @Test
  void anOfferOfAnotherProtocolIsPassedOver() {
    assertThat(request("Upgrade", "h2c").isUpgrade()).isFalse();
  }

  @Test
  void anOfferOfAWebSocketIsTakenUpInAnyCaseAndAmongOthers() {
    assertThat(request("Upgrade", "WebSocket").isUpgrade()).isTrue();
    assertThat(request("Upgrade", "h2c, websocket").isUpgrade()).isTrue();
  }

  @Test
  void aHandshakeThatForgotItsUpgradeIsStillOneToBeRefused() {
    assertThat(request("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==").isUpgrade()).isTrue();
  }

  private static Request request(String name, String value) {
    var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/channels/a");
    head.headers().set(name, value);
    return new Request(head, Query.parse("/channels/a"), new byte[0]);
  }
}
