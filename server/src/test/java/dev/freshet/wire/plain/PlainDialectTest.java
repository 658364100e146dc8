package dev.freshet.wire.plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Tree;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain WebSocket to the byte. */
class PlainDialectTest {
  private static final ChannelName CHAT = new ChannelName("app", "chat");
  private static final Dialect RAW = PlainDialect.of(false, false);
  private static final Dialect JSON = PlainDialect.of(true, false);

  private static String hex(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return ByteBufUtil.hexDump(out);
  }

  private static Publication publication(Payload payload) {
    return new Publication("e", 1, 5, payload, "note", null);
  }

  private static String encoded(Dialect dialect, Payload payload) {
    return hex(out -> dialect.wire().encode(out, CHAT, publication(payload)));
  }

  /** The text of one text frame with a length of seven bits or sixteen. */
  private static String unframed(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    assertThat(out.readUnsignedByte()).isEqualTo((short) 0x81);
    int length = out.readUnsignedByte();
    assertThat(length == 126 ? out.readUnsignedShort() : length).isEqualTo(out.readableBytes());
    return out.toString(UTF_8);
  }

  private static Command decode(Dialect dialect, String text) {
    ByteBuf payload = Unpooled.copiedBuffer(text, UTF_8);
    Command command = dialect.decode(payload, true);
    assertThat(payload.readableBytes()).as("not consumed").isEqualTo(text.getBytes(UTF_8).length);
    return command;
  }

  @Test
  void aTextBodyIsATextFrameAndAnyOtherABinaryOne() {
    assertThat(encoded(RAW, Payload.text("Hi"))).isEqualTo("81024869");
    assertThat(encoded(RAW, Payload.text(""))).isEqualTo("8100");
    assertThat(encoded(RAW, Payload.binary(new byte[] {0, -1}))).isEqualTo("820200ff");
  }

  @Test
  void lengthsAreInTheirShortestForm() {
    assertThat(encoded(RAW, Payload.text("x".repeat(125)))).startsWith("817d78");
    assertThat(encoded(RAW, Payload.text("x".repeat(126)))).startsWith("817e007e78");
    assertThat(encoded(RAW, Payload.text("x".repeat(65_535)))).startsWith("817effff78");
    assertThat(encoded(RAW, Payload.text("x".repeat(65_536))))
        .startsWith("817f000000000001000078")
        .hasSize(2 * (10 + 65_536));
  }

  @Test
  void severalPublicationsOneAfterTheOtherAreAValidStream() {
    assertThat(
            hex(out -> {
              RAW.wire().encode(out, CHAT, publication(Payload.text("a")));
              RAW.wire().encode(out, CHAT, publication(Payload.binary(new byte[] {7})));
            }))
        .isEqualTo("810161" + "820107");
  }

  @Test
  void withJsonAPublicationIsItsEnvelopeInATextFrame() {
    var object =
        Tree.object(
            unframed(out -> JSON.wire().encode(out, CHAT, publication(Payload.text("hi")))));
    assertThat(object)
        .containsEntry("channel", "chat")
        .containsEntry("data", "hi")
        .containsEntry("event", "note")
        .containsEntry("epoch", "e")
        .containsEntry("offset", 1L);
  }

  @Test
  void withCompressionAShortBodyStaysAsItIsAndALongOneIsMarked() {
    for (boolean json : new boolean[] {false, true}) {
      String longBody = "x".repeat(1_000);
      assertThat(encoded(PlainDialect.of(json, true), Payload.text(longBody))).startsWith("c1");
      assertThat(encoded(PlainDialect.of(json, false), Payload.text(longBody))).startsWith("81");
    }
    assertThat(encoded(PlainDialect.of(false, true), Payload.text("Hi"))).isEqualTo("81024869");
  }

  @Test
  void everyKindHasAWireOfItsOwn() {
    var names = new HashSet<String>();
    for (boolean json : new boolean[] {false, true}) {
      for (boolean deflate : new boolean[] {false, true}) {
        Dialect dialect = PlainDialect.of(json, deflate);
        assertThat(PlainDialect.of(json, deflate)).isSameAs(dialect);
        assertThat(dialect.wire().wantsPrefix()).isFalse();
        assertThat(dialect.name()).isEqualTo(json ? "ws-json" : "ws");
        assertThat(dialect.answersHeartbeat()).isTrue();
        names.add(dialect.wire().name());
      }
    }
    assertThat(names).containsExactlyInAnyOrder("ws", "ws-deflate", "ws-json", "ws-json-deflate");
  }

  @Test
  void aRawFrameIsABody() {
    assertThat(decode(RAW, "{\"data\":1}"))
        .isEqualTo(new Command.Publish(null, Draft.of(Payload.text("{\"data\":1}"))));
    ByteBuf binary = Unpooled.wrappedBuffer(new byte[] {1, 2});
    assertThat(RAW.decode(binary, false))
        .isEqualTo(new Command.Publish(null, Draft.of(Payload.binary(new byte[] {1, 2}))));
  }

  @Test
  void aRawBodyOutlivesTheBufferItCameIn() {
    ByteBuf payload = Unpooled.copiedBuffer("kept", UTF_8);
    var command = (Command.Publish) RAW.decode(payload, true);
    payload.setZero(0, 4);
    assertThat(command.draft().payload()).isEqualTo(Payload.text("kept"));
  }

  @Test
  void aJsonFrameIsADraft() {
    assertThat(decode(JSON, " {\"channel\":\"a\",\"data\":\"x\",\"event\":\"e\"} \n"))
        .isEqualTo(new Command.Publish("a", new Draft(Payload.text("x"), "e", null, null, null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "nonsense", "{\"data\":1", "\u0000"})
  void aFrameThatIsNotJsonIsMalformed(String text) {
    assertThat(decode(JSON, text))
        .isInstanceOfSatisfying(
            Command.Malformed.class,
            malformed -> assertThat(malformed.problem()).isEqualTo(Problem.BAD_JSON));
  }

  @Test
  void aFrameThatDoesNotFitSaysWhy() {
    assertThat(decode(JSON, "{\"daat\":1}"))
        .isEqualTo(new Command.Malformed(Problem.BAD_JSON, "unknown property daat"));
    assertThat(decode(JSON, "{\"data\":1,\"event\":\"\"}"))
        .isEqualTo(
            new Command.Malformed(
                Problem.BAD_LABEL,
                "event must have 1 to 200 characters and no control characters"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"data\":1}{\"data\":2}", "{\"data\":1} 7", "{\"data\":1}]"})
  void aFrameIsOneObject(String text) {
    assertThat(decode(JSON, text)).isInstanceOf(Command.Malformed.class);
  }

  @Test
  void withJsonABinaryFrameIsMalformed() {
    assertThat(JSON.decode(Unpooled.copiedBuffer("{\"data\":1}", UTF_8), false))
        .isEqualTo(new Command.Malformed(Problem.BAD_JSON, "with format=json send text frames"));
  }

  @Test
  void signalsAreForJsonClientsOnly() {
    List<Signal> signals =
        List.of(
            new Signal.Subscribed(CHAT, new Position("e", 1), true),
            new Signal.Reset(CHAT, null),
            new Signal.Standing(List.of(new Position("e", 1))),
            new Signal.ComeBack(350),
            new Signal.Failed(Problem.FORBIDDEN, "no"));
    for (Signal signal : signals) {
      assertThat(hex(out -> RAW.encode(out, signal))).isEmpty();
      assertThat(Tree.object(unframed(out -> JSON.encode(out, signal)))).containsKey("signal");
    }
  }

  @Test
  void aJsonClientIsToldWhenToComeBack() {
    assertThat(Tree.object(unframed(out -> JSON.encode(out, new Signal.ComeBack(350)))))
        .isEqualTo(Map.of("signal", "come-back", "after", 350L));
  }

  @Test
  void aHeartbeatIsAPing() {
    assertThat(hex(RAW::heartbeat)).isEqualTo("8900");
    assertThat(hex(JSON::heartbeat)).isEqualTo("8900");
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aFarewellIsACloseFrameWithCodeAndReason(CloseReason reason) {
    ByteBuf out = Unpooled.buffer();
    RAW.farewell(out, reason);
    assertThat(out.readUnsignedByte()).isEqualTo((short) 0x88);
    assertThat((int) out.readUnsignedByte()).isEqualTo(out.readableBytes()).isLessThan(126);
    assertThat(out.readUnsignedShort()).isEqualTo(reason.code());
    assertThat(out.toString(UTF_8)).isEqualTo(reason.text());
  }
}
