package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3629 section 4, against the platform's decoder. */
class Utf8Test {
  private final CharsetDecoder platform = StandardCharsets.UTF_8.newDecoder();

  private final CharBuffer chars = CharBuffer.allocate(1_000);

  /** Without the decoder's exceptions, which are slow. */
  private boolean platformTakes(byte[] bytes) {
    platform.reset();
    return platform.decode(ByteBuffer.wrap(bytes), chars.clear(), true).isUnderflow()
        && platform.flush(chars).isUnderflow();
  }

  private void agree(byte[] bytes) {
    boolean expected = platformTakes(bytes);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    if (Utf8.isValid(bytes) != expected || Utf8.isValid(in) != expected) {
      assertThat(bytes).as("should be %s", expected ? "valid" : "invalid").isNull();
    }
  }

  @Test
  void everyCodePointIsValidButSurrogates() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        if (!Utf8.isValid(bytes)) {
          assertThat(bytes).as("U+%04X", c).isNull();
        }
      }
    }
  }

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedAsThePlatformDoes() {
    for (int a = 0; a < 256; a++) {
      agree(new byte[] {(byte) a});
      for (int b = 0; b < 256; b++) {
        agree(new byte[] {(byte) a, (byte) b});
      }
    }
    // Of the third byte only the edges of its ranges matter.
    int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    for (int a = 0xC0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        for (int c : edges) {
          agree(new byte[] {(byte) a, (byte) b, (byte) c});
          for (int d : edges) {
            agree(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
          }
        }
      }
    }
  }

  @Test
  void longTextsAreJudgedAsThePlatformDoesWhereverTheyBreak() {
    var random = new Random(6455);
    for (int round = 0; round < 20_000; round++) {
      String text =
          random.ints(30, 0, 300).mapToObj(Character::toString).reduce("", String::concat);
      byte[] bytes = (text + "plain ascii, eight at a time").getBytes(StandardCharsets.UTF_8);
      agree(bytes);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      agree(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "80, 1", // a continuation byte alone
    "c0af, 1", // overlong slash
    "e080af, 2",
    "f08080af, 2",
    "eda080, 2", // a surrogate
    "f4908080, 2", // U+110000
    "f5808080, 1",
    "c328, 2",
    "e28228, 3",
    "f0288cbc, 2",
  })
  void theFirstByteThatCannotBeSavedIsRefused(String hex, int bytesTaken) {
    byte[] bytes = Hearing.bytes(hex);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    assertThat(Utf8.update(Utf8.COMPLETE, in, 0, bytesTaken - 1)).isNotEqualTo(Utf8.INVALID);
    assertThat(Utf8.update(Utf8.COMPLETE, in, 0, bytesTaken)).isEqualTo(Utf8.INVALID);
  }

  @Test
  void theStateCarriesACharacterFromPieceToPiece() {
    byte[] bytes = "aé€😀z and some ascii after it".getBytes(StandardCharsets.UTF_8);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      int state = Utf8.update(Utf8.COMPLETE, in, 0, cut);
      assertThat(state).isNotEqualTo(Utf8.INVALID);
      assertThat(Utf8.update(state, in, cut, bytes.length - cut)).isEqualTo(Utf8.COMPLETE);
    }
  }

  @Test
  void anInvalidTextStaysInvalid() {
    ByteBuf in = Unpooled.wrappedBuffer(new byte[] {'a'});
    assertThat(Utf8.update(Utf8.INVALID, in, 0, 1)).isEqualTo(Utf8.INVALID);
  }
}
