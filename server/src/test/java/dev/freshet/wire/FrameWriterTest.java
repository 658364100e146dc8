package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 section 5, and the examples of section 5.7. */
class FrameWriterTest {

  private static String hex(Consumer<ByteBuf> writing) {
    ByteBuf out = Unpooled.buffer(0);
    writing.accept(out);
    return ByteBufUtil.hexDump(out);
  }

  @Test
  void aTextIsOneUnmaskedFrame() {
    assertThat(hex(out -> FrameWriter.text(out, "Hello".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("810548656c6c6f");
  }

  @Test
  void binaryIsOneUnmaskedFrame() {
    assertThat(hex(out -> FrameWriter.binary(out, new byte[] {1, 2}))).isEqualTo("82020102");
    assertThat(hex(out -> FrameWriter.binary(out, new byte[0]))).isEqualTo("8200");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8200",
    "125, 827d",
    "126, 827e007e",
    "256, 827e0100",
    "65535, 827effff",
    "65536, 827f0000000000010000",
    "2147483647, 827f000000007fffffff",
  })
  void aLengthIsWrittenInItsShortestForm(int length, String header) {
    assertThat(hex(out -> FrameWriter.header(out, FrameWriter.BINARY, false, length)))
        .isEqualTo(header);
  }

  @Test
  void aCompressedMessageIsMarked() {
    assertThat(hex(out -> FrameWriter.header(out, FrameWriter.TEXT, true, 7))).isEqualTo("c107");
  }

  @Test
  void aPingIsEmpty() {
    assertThat(hex(FrameWriter::ping)).isEqualTo("8900");
  }

  @Test
  void aPongCarriesWhatThePingDidAndLeavesItUnread() {
    ByteBuf payload = Unpooled.wrappedBuffer(Hearing.bytes("48656c6c6f"));
    assertThat(hex(out -> FrameWriter.pong(out, payload))).isEqualTo("8a0548656c6c6f");
    assertThat(payload.readableBytes()).isEqualTo(5);
  }

  @Test
  void aCloseCarriesCodeAndReason() {
    assertThat(hex(out -> FrameWriter.close(out, 1000, "bye"))).isEqualTo("880503e8627965");
    assertThat(hex(out -> FrameWriter.close(out, 4999, ""))).isEqualTo("88021387");
  }

  @Test
  void aCloseWithoutCodeIsEmpty() {
    assertThat(hex(out -> FrameWriter.close(out, 1005, "unheard"))).isEqualTo("8800");
  }

  @ParameterizedTest
  @CsvSource({"122, 122", "123, 123", "124, 123", "500, 123"})
  void aReasonIsCutToWhatFits(int length, int kept) {
    assertThat(hex(out -> FrameWriter.close(out, 1000, "r".repeat(length))))
        .isEqualTo("88%02x03e8".formatted(kept + 2) + "72".repeat(kept));
  }

  @Test
  void aReasonIsNeverCutInsideACharacter() {
    // 120 bytes and one of four: three of its bytes would fit.
    assertThat(hex(out -> FrameWriter.close(out, 1000, "r".repeat(120) + "😀")))
        .isEqualTo("887a03e8" + "72".repeat(120));
    assertThat(hex(out -> FrameWriter.close(out, 1000, "r".repeat(119) + "😀")))
        .isEqualTo("887d03e8" + "72".repeat(119) + "f09f9880");
  }
}
