package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void aBodyHasItsSizeItsTimeAndItsNumber() {
    byte[] body = Payload.make(1_234_567_890_123_456_789L, 42, 128);
    assertThat(body).hasSize(128);
    assertThat(Payload.time(body, 0, body.length)).isEqualTo(1_234_567_890_123_456_789L);
    assertThat(Payload.number(body, 0, body.length)).isEqualTo(42);
  }

  @Test
  void aForeignBodyHasNeither() {
    byte[] body = "hello = world".getBytes(UTF_8);
    assertThat(Payload.time(body, 0, body.length)).isEqualTo(-1);
    assertThat(Payload.number(body, 0, body.length)).isEqualTo(-1);
  }

  @Test
  void aBodyIsFoundInAnEnvelope() {
    byte[] body = Payload.make(12, 3, 64);
    String json = "{\"channel\":\"c\",\"at=\":1,\"data\":\"" + new String(body, UTF_8) + "\"}";
    byte[] message = json.getBytes(UTF_8);
    int from = Payload.find(message, message.length);
    assertThat(Payload.time(message, from, message.length)).isEqualTo(12);
    assertThat(Payload.number(message, from, message.length)).isEqualTo(3);
    assertThat(Payload.find(json.getBytes(UTF_8), 20)).isEqualTo(-1);
  }
}
