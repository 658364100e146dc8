package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void aBodyHasItsSizeItsTimeAndItsNumber() {
    byte[] body = Payload.make(1_234_567_890_123_456_789L, 42, 128);
    assertThat(body).hasSize(128);
    assertThat(Payload.time(body, body.length)).isEqualTo(1_234_567_890_123_456_789L);
    assertThat(Payload.number(body, body.length)).isEqualTo(42);
  }

  @Test
  void aForeignBodyHasNeither() {
    byte[] body = "hello = world".getBytes(UTF_8);
    assertThat(Payload.time(body, body.length)).isEqualTo(-1);
    assertThat(Payload.number(body, body.length)).isEqualTo(-1);
  }
}
