package dev.freshet.wire;

import static dev.freshet.wire.Hearing.MAX;
import static dev.freshet.wire.Hearing.frame;
import static dev.freshet.wire.Hearing.hear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5, rule by rule. A masking key of zeros leaves payloads readable. */
class FrameReaderTest {
  private static final String HEL = "01 83 00000000 48656c"; // text, not final: Hel
  private static final String LO = "80 82 00000000 6c6f"; // final continuation: lo
  private static final String HELLO = "81 85 37fa213d 7f9f4d5158"; // section 5.7: masked Hello

  @Test
  void aMaskedTextIsHeard() {
    assertThat(hear(HELLO)).containsExactly("text Hello", "idle");
  }

  @Test
  void aMaskedBinaryIsHeard() {
    assertThat(hear("82 83 01020304 feffff")).containsExactly("binary fffdfc", "idle");
  }

  @Test
  void anEmptyMessageIsHeard() {
    assertThat(hear("81 80 37fa213d", "82 80 00000000"))
        .containsExactly("text ", "binary ", "idle");
  }

  @Test
  void messagesBackToBackAreHeardInOrder() {
    assertThat(hear(HELLO, "82 81 00000000 07", HELLO))
        .containsExactly("text Hello", "binary 07", "text Hello", "idle");
  }

  @Test
  void nothingIsHeardOfAFrameUntilItIsWhole() {
    assertThat(hear("81 85 37fa213d 7f9f4d51")).containsExactly("incomplete");
  }

  @Test
  void aHeaderThatBreaksOffIsIncomplete() {
    assertThat(hear("81")).containsExactly("incomplete");
    assertThat(hear("81 fe 01")).containsExactly("incomplete");
    assertThat(hear("81 85 37fa21")).containsExactly("incomplete");
  }

  @Test
  void aFrameNotMaskedIsRefused() {
    assertThat(hear("81 05 48656c6c6f", HELLO))
        .containsExactly("broken PROTOCOL_ERROR: frame not masked", "idle");
    assertThat(hear("89 00")).containsExactly("broken PROTOCOL_ERROR: frame not masked", "idle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "a1", "91", "f1", "c9", "a9", "98", "c0", "41"})
  void aReservedBitNobodyAgreedOnIsRefused(String first) {
    assertThat(hear(first, "80 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: reserved bit set", "idle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f", "03", "0b"})
  void anUnknownOpcodeIsRefused(String first) {
    assertThat(hear(first, "80 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: unknown opcode", "idle");
  }

  @Test
  void aPingIsHeardWithItsPayload() {
    assertThat(hear("89 85 37fa213d 7f9f4d5158")).containsExactly("ping Hello", "idle");
    assertThat(hear("89 80 37fa213d")).containsExactly("ping ", "idle");
  }

  @Test
  void aPongIsHeardAskedForOrNot() {
    assertThat(hear("8a 80 00000000", "8a 82 00000000 6869"))
        .containsExactly("pong", "pong", "idle");
  }

  @Test
  void aControlFrameCarriesUpTo125Bytes() {
    byte[] payload = "p".repeat(125).getBytes(StandardCharsets.UTF_8);
    assertThat(new Hearing(MAX, false).of(frame(0x89, 0x11223344, payload)))
        .containsExactly("ping " + "p".repeat(125), "idle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"88", "89", "8a"})
  void aControlFrameLongerThan125BytesIsRefused(String first) {
    assertThat(hear(first, "fe 007e 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: control frame longer than 125 bytes", "idle");
    assertThat(hear(first, "ff 00000000000000ff 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: control frame longer than 125 bytes", "idle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "09", "0a"})
  void aControlFrameIsNeverFragmented(String first) {
    assertThat(hear(first, "80 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: fragmented control frame", "idle");
  }

  @Test
  void controlFramesAreNotHeldToTheBoundOfMessages() {
    assertThat(new Hearing(1, false).of(Hearing.bytes("89 83 00000000 616263")))
        .containsExactly("ping abc", "idle");
  }

  @Test
  void fragmentsArePutTogether() {
    assertThat(hear(HEL, LO)).containsExactly("text Hello", "idle");
    assertThat(hear("02 81 00000000 01", "00 81 ffffffff fd", "80 81 00000000 03"))
        .containsExactly("binary 010203", "idle");
  }

  @Test
  void fragmentsMayBeEmpty() {
    assertThat(hear("01 80 00000000", "00 80 00000000", "80 80 00000000"))
        .containsExactly("text ", "idle");
    assertThat(hear("01 80 00000000", LO)).containsExactly("text lo", "idle");
  }

  @Test
  void controlFramesMayComeBetweenFragments() {
    assertThat(hear(HEL, "89 82 01020304 6970", "8a 80 00000000", LO))
        .containsExactly("ping hr", "pong", "text Hello", "idle");
  }

  @Test
  void aCloseBetweenFragmentsEndsTheMessageUnheard() {
    assertThat(hear(HEL, "88 80 00000000", LO)).containsExactly("close 1005 ", "idle");
  }

  @Test
  void aFragmentedMessageIsIncompleteUntilItsLastFragment() {
    assertThat(hear(HEL)).containsExactly("incomplete");
    assertThat(hear(HEL, "89 80 00000000")).containsExactly("ping ", "incomplete");
  }

  @Test
  void aContinuationOfNothingIsRefused() {
    assertThat(hear(LO)).containsExactly("broken PROTOCOL_ERROR: continuation of nothing", "idle");
    assertThat(hear(HEL, LO, LO))
        .containsExactly("text Hello", "broken PROTOCOL_ERROR: continuation of nothing", "idle");
  }

  @Test
  void aMessageBegunWithinAnotherIsRefused() {
    assertThat(hear(HEL, HELLO))
        .containsExactly("broken PROTOCOL_ERROR: message begun within another", "idle");
    assertThat(hear(HEL, "02 80 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: message begun within another", "idle");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "8", "9", "125", "126", "127", "65535", "65536", "65537"})
  void everyFormOfLengthIsRead(int length) {
    byte[] payload = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
    var line = new Hearing.Lines();
    line.message(Unpooled.wrappedBuffer(payload), true);
    line.add("idle");
    assertThat(new Hearing(MAX, false).of(frame(0x81, 0xA1B2C3D4, payload))).isEqualTo(line);
  }

  @Test
  void aLengthNotInItsShortestFormIsRefused() {
    String refused = "broken PROTOCOL_ERROR: length not in its shortest form";
    assertThat(hear("82 fe 007d 00000000")).containsExactly(refused, "idle"); // 125 in 16 bits
    assertThat(hear("82 fe 0000 00000000")).containsExactly(refused, "idle");
    assertThat(hear("82 ff 000000000000ffff 00000000")).containsExactly(refused, "idle");
    assertThat(hear("82 ff 0000000000000001 00000000")).containsExactly(refused, "idle");
  }

  @Test
  void aLengthWithItsTopBitSetIsRefused() {
    assertThat(hear("82 ff 8000000000010000 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: length not in its shortest form", "idle");
  }

  @Test
  void aMessageMayBeAsLargeAsTheBoundAndNoLarger() {
    var small = new Hearing(5, false);
    assertThat(small.of(Hearing.bytes(HELLO))).containsExactly("text Hello", "idle");
    assertThat(small.of(Hearing.bytes("82 86 00000000")))
        .containsExactly("broken MESSAGE_TOO_BIG: message larger than allowed", "idle");
    assertThat(small.of(Hearing.bytes("82 ff 7fffffffffffffff 00000000")))
        .containsExactly("broken MESSAGE_TOO_BIG: message larger than allowed", "idle");
  }

  @Test
  void theBoundHoldsForAllFragmentsTogether() {
    var small = new Hearing(5, false);
    assertThat(small.of(Hearing.bytes(HEL, LO))).containsExactly("text Hello", "idle");
    assertThat(small.of(Hearing.bytes(HEL, "00 82 00000000 6c6f", "80 81 00000000")))
        .containsExactly("broken MESSAGE_TOO_BIG: message larger than allowed", "idle");
  }

  @Test
  void aBoundOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new FrameReader(0, false))
        .hasMessage("maxMessageBytes: 0 (expected: 1 to 1073741824)");
    assertThatThrownBy(() -> new FrameReader(FrameReader.MAX_BOUND + 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textIsValidatedAcrossFragments() {
    // The two halves of é, then the two of a broken one.
    assertThat(hear("01 81 00000000 c3", "80 81 00000000 a9")).containsExactly("text é", "idle");
    assertThat(hear("01 81 00000000 c3", "80 81 00000000 28"))
        .containsExactly("broken INVALID_PAYLOAD: text is not UTF-8", "idle");
  }

  @Test
  void textThatEndsInsideACharacterIsRefused() {
    String refused = "broken INVALID_PAYLOAD: text is not UTF-8";
    assertThat(hear("81 82 00000000 61c3")).containsExactly(refused, "idle");
    assertThat(hear(HEL, "80 81 00000000 f0")).containsExactly(refused, "idle");
    assertThat(hear("01 81 00000000 f0", "80 80 00000000")).containsExactly(refused, "idle");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 83 00000000 4880", // a continuation byte alone, the third byte still to come
        "81 85 00000000 c0", // an overlong form is known by its first byte
        "81 85 00000000 eda0", // a surrogate by its second
        "01 81 00000000 f4 00 84 00000000 90" // above U+10FFFF
      })
  void brokenTextIsRefusedBeforeItIsWhole(String hex) {
    assertThat(hear(hex)).isEqualTo(List.of("broken INVALID_PAYLOAD: text is not UTF-8", "idle"));
  }

  @Test
  void binaryNeedNotBeText() {
    assertThat(hear("82 82 00000000 c3ff")).containsExactly("binary c3ff", "idle");
    assertThat(hear("02 81 00000000 c3", "80 81 00000000 ff"))
        .containsExactly("binary c3ff", "idle");
  }

  @Test
  void aPingInsideACharacterDoesNotDisturbIt() {
    assertThat(hear("01 81 00000000 c3", "89 81 00000000 ff", "80 81 00000000 a9"))
        .containsExactly("ping \uFFFD", "text é", "idle");
  }
}
