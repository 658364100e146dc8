package dev.freshet.wire;

import static dev.freshet.wire.Hearing.bytes;
import static dev.freshet.wire.Hearing.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.wire.plain.PlainDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, rule by rule; hex inputs are the examples of its section 7.2.3. */
class DeflateTest {
  private static final String NOT_INFLATED = "broken INVALID_PAYLOAD: message cannot be inflated";
  private static final String REPEATING = "freshet ".repeat(100);

  private static List<String> hear(String... hex) {
    return new Hearing(Hearing.MAX, true).of(bytes(hex));
  }

  /** What another compressor makes of a message: a sync flush without its tail. */
  private static byte[] deflate(byte[] message, int level) {
    var deflater = new Deflater(level, true);
    deflater.setInput(message);
    byte[] made = new byte[message.length * 2 + 64];
    int length = deflater.deflate(made, 0, made.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(made, length - 4);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCompressedMessageIsInflated() {
    assertThat(hear("c1 87 00000000 f248cdc9c90700")).containsExactly("text Hello", "idle");
    assertThat(hear("c2 87 00000000 f248cdc9c90700")).containsExactly("binary 48656c6c6f", "idle");
  }

  @Test
  void aCompressedMessageMayBeFragmented() {
    assertThat(hear("41 83 00000000 f248cd", "89 80 00000000", "80 84 00000000 c9c90700"))
        .containsExactly("ping ", "text Hello", "idle");
  }

  @Test
  void aBlockNeedNotBeCompressed() {
    assertThat(hear("c1 8b 00000000 000500faff48656c6c6f00")).containsExactly("text Hello", "idle");
  }

  @Test
  void aBlockMayBeMarkedFinal() {
    assertThat(hear("c1 88 00000000 f348cdc9c9070000")).containsExactly("text Hello", "idle");
  }

  @Test
  void aMessageMayHaveSeveralBlocks() {
    assertThat(hear("c1 8d 00000000 f2480500 0000ffff cac9c90700"))
        .containsExactly("text Hello", "idle");
  }

  @Test
  void anEmptyMessageIsOneEmptyBlock() {
    assertThat(hear("c1 81 00000000 00")).containsExactly("text ", "idle");
  }

  @Test
  void uncompressedMessagesMayComeBetween() {
    assertThat(hear("c1 87 00000000 f248cdc9c90700", "81 81 00000000 61"))
        .containsExactly("text Hello", "text a", "idle");
  }

  @Test
  void onlyTheFirstFrameOfAMessageIsMarked() {
    String refused =
        "broken PROTOCOL_ERROR: compression marked on other than a message's first frame";
    assertThat(hear("41 83 00000000 f248cd", "c0 84 00000000")).containsExactly(refused, "idle");
    assertThat(hear("c9 80 00000000")).containsExactly(refused, "idle");
    assertThat(hear("c8 80 00000000")).containsExactly(refused, "idle");
  }

  @Test
  void theOtherReservedBitsStayReserved() {
    assertThat(hear("e1 80 00000000"))
        .containsExactly("broken PROTOCOL_ERROR: reserved bit set", "idle");
  }

  @Test
  void noWindowOutlivesAMessage() {
    // Section 7.2.3.2: the second Hello of a client that takes its context over.
    assertThat(hear("c1 87 00000000 f248cdc9c90700", "c1 85 00000000 f200110000"))
        .containsExactly("text Hello", NOT_INFLATED, "idle");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1 80 00000000", // no block at all
        "c1 81 00000000 ff", // a kind of block that does not exist
        "c1 85 00000000 f248cdc9c9", // breaks off within a block
        "c1 84 00000000 000500fa", // a length that contradicts itself
        "c1 87 00000000 f348cdc9c90700" // final, without the block that follows
      })
  void whatCannotBeInflatedIsRefused(String hex) {
    assertThat(hear(hex)).containsExactly(NOT_INFLATED, "idle");
  }

  @Test
  void inflatedTextMustBeText() {
    byte[] wire = frame(0xC1, 0x01020304, deflate(bytes("c328"), 6));
    assertThat(new Hearing(100, true).of(wire))
        .containsExactly("broken INVALID_PAYLOAD: text is not UTF-8", "idle");
  }

  @Test
  void theBoundHoldsForWhatIsInflated() {
    byte[] wire = frame(0xC1, 0x01020304, deflate(utf8("a".repeat(5000)), 9));
    assertThat(wire.length).isLessThan(50);
    assertThat(new Hearing(5000, true).of(wire)).hasSize(2).first().asString().startsWith("text");
    assertThat(new Hearing(4999, true).of(wire))
        .containsExactly("broken MESSAGE_TOO_BIG: message inflates to too much", "idle");
  }

  @Test
  void aBombIsNotInflatedBeyondTheBound() {
    byte[] bomb = deflate(new byte[50_000_000], 9);
    ByteBuf in = Unpooled.wrappedBuffer(bomb);
    ByteBuf out = Unpooled.buffer(16);
    assertThat(Deflate.inflate(in, out, 1000)).isEqualTo(Deflate.Outcome.TOO_BIG);
    assertThat(out.readableBytes()).isEqualTo(1001);
    assertThat(out.capacity()).isLessThan(5000);
  }

  @Test
  void aMessageOfTheLargestSizeThatCannotBeCompressedIsHeard() {
    byte[] noise = new byte[4096];
    new Random(7692).nextBytes(noise);
    byte[] deflated = deflate(noise, 6);
    assertThat(deflated.length).isGreaterThan(noise.length);
    assertThat(new Hearing(noise.length, true).of(frame(0xC2, 1, deflated)))
        .containsExactly("binary 4096 bytes, hash " + hash(noise), "idle");
  }

  private static int hash(byte[] bytes) {
    return ByteBufUtil.hashCode(Unpooled.wrappedBuffer(bytes));
  }

  @Test
  void aMessageThatShrinksIsSentCompressed() {
    ByteBuf out = Unpooled.buffer();
    Deflate.frame(out, FrameWriter.TEXT, utf8(REPEATING));
    assertThat(out.getUnsignedByte(0)).isEqualTo((short) 0xC1);
    assertThat(out.readableBytes()).isLessThan(40);
    assertThat(heardBack(out)).isEqualTo(REPEATING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 63, 64, 65, 125, 126, 1000, 70_000})
  void aMessageThatDoesNotShrinkIsSentAsItIs(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    ByteBuf compressed = Unpooled.buffer();
    Deflate.frame(compressed, FrameWriter.BINARY, noise);
    ByteBuf plain = Unpooled.buffer();
    FrameWriter.binary(plain, noise);
    assertThat(compressed).isEqualTo(plain);
  }

  @Test
  void everyMessageStandsAlone() {
    ByteBuf first = Unpooled.buffer();
    ByteBuf second = Unpooled.buffer();
    Deflate.frame(first, FrameWriter.TEXT, utf8(REPEATING));
    Deflate.frame(Unpooled.buffer(), FrameWriter.TEXT, utf8(REPEATING + REPEATING));
    Deflate.frame(second, FrameWriter.TEXT, utf8(REPEATING));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aPublicationIsEncodedOnceForAllWhoAgreedOnCompression() {
    var alloc = new UnpooledByteBufAllocator(true, true);
    Wire wire = PlainDialect.of(false, true).wire();
    ByteBuf out = alloc.buffer();
    var publication = Publication.of(Draft.of(Payload.text(REPEATING)), "", 0, 0);
    wire.encode(out, new ChannelName("a", "c"), publication);
    wire.encode(out, new ChannelName("a", "c"), publication);
    int length = out.readableBytes() / 2;
    assertThat(out.slice(0, length)).isEqualTo(out.slice(length, length));
    assertThat(heardBack(out.slice(0, length))).isEqualTo(REPEATING);
    assertThat(wire.name()).isEqualTo("ws-deflate");
    out.release();
    assertThat(alloc.metric().usedDirectMemory()).isZero();
  }

  /** The payload of one short compressed frame. */
  private static String heardBack(ByteBuf frame) {
    assertThat(frame.getByte(1)).isBetween((byte) 0, (byte) 125);
    ByteBuf message = Unpooled.buffer();
    var outcome = Deflate.inflate(frame.slice(2, frame.readableBytes() - 2), message, 100_000);
    assertThat(outcome).isEqualTo(Deflate.Outcome.WHOLE);
    return message.toString(StandardCharsets.UTF_8);
  }
}
