package dev.freshet.wire;

import static dev.freshet.wire.Hearing.MAX;
import static dev.freshet.wire.Hearing.frame;
import static dev.freshet.wire.Hearing.hear;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 sections 5.5.1 and 7: how a client ends the conversation. */
class FrameReaderCloseTest {

  private static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return frame(
        0x88,
        0x5A5A5A5A,
        ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  @Test
  void aCloseWithoutCodeIsHeardAs1005() {
    assertThat(hear("88 80 00000000")).containsExactly("close 1005 ", "idle");
  }

  @Test
  void aCloseIsHeardWithCodeAndReason() {
    assertThat(hear("88 85 00000000 03e8 627965")).containsExactly("close 1000 bye", "idle");
  }

  @Test
  void aReasonMayHave123Bytes() {
    String reason = "é".repeat(61) + "!";
    assertThat(new Hearing(MAX, false).of(close(1000, reason)))
        .containsExactly("close 1000 " + reason, "idle");
  }

  @Test
  void nothingIsReadAfterAClose() {
    assertThat(hear("88 82 00000000 03e8", "81 81 00000000 61", "ffff"))
        .containsExactly("close 1000 ", "idle");
  }

  @Test
  void halfACodeIsRefused() {
    assertThat(hear("88 81 00000000 03"))
        .containsExactly("broken PROTOCOL_ERROR: close frame with half a code", "idle");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999
      })
  void aCodeThatMayBeSentIsHeard(int code) {
    assertThat(new Hearing(MAX, false).of(close(code, "x")))
        .containsExactly("close " + code + " x", "idle");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32768, 65535})
  void aCodeThatMayNotBeSentIsRefused(int code) {
    assertThat(new Hearing(MAX, false).of(close(code, "x")))
        .containsExactly("broken PROTOCOL_ERROR: close code that may not be sent", "idle");
  }

  @Test
  void aReasonThatIsNotTextIsRefused() {
    assertThat(hear("88 84 00000000 03e8 c328"))
        .containsExactly("broken INVALID_PAYLOAD: close reason is not UTF-8", "idle");
    assertThat(hear("88 83 00000000 03e8 c3"))
        .containsExactly("broken INVALID_PAYLOAD: close reason is not UTF-8", "idle");
  }
}
