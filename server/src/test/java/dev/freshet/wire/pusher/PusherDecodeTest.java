package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of Pusher send, and what hostile ones do. */
class PusherDecodeTest {
  private static final Dialect PUSHER = PusherDialect.of(false);

  record Example(String frame, String command) {}

  private static List<Example> examples(String name) {
    List<String> lines = Golden.lines("client", name);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < lines.size(); i += 2) {
      assertThat(lines.get(i)).startsWith("> ");
      assertThat(lines.get(i + 1)).startsWith("= ");
      examples.add(new Example(lines.get(i).substring(2), lines.get(i + 1).substring(2)));
    }
    return examples;
  }

  private static Command decode(String frame) {
    return decode(frame.getBytes(UTF_8));
  }

  private static Command decode(byte[] frame) {
    ByteBuf payload = Unpooled.wrappedBuffer(frame);
    Command command = PUSHER.decode(payload, true);
    assertThat(payload.readableBytes()).as("not consumed").isEqualTo(frame.length);
    return command;
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsReadAsItsCommand() {
    return Golden.names("client").stream()
        .flatMap(name ->
            examples(name).stream()
                .map(example ->
                    DynamicTest.dynamicTest(
                        name + " " + example.frame(),
                        () ->
                            assertThat(Golden.describe(decode(example.frame())))
                                .isEqualTo(example.command()))));
  }

  @Test
  void theExamplesHaveEveryCommandButOne() {
    Set<Class<?>> read =
        Golden.names("client").stream()
            .flatMap(name -> examples(name).stream())
            .map(example -> decode(example.frame()).getClass())
            .collect(Collectors.toSet());
    Set<Class<?>> commands =
        Stream.of(Command.class.getPermittedSubclasses())
            .filter(type -> Command.class.isAssignableFrom(type))
            .collect(Collectors.toSet());
    commands.remove(Command.Publish.class);
    assertThat(read).isEqualTo(commands).hasSize(8);
  }

  @Test
  void aBinaryFrameIsMalformed() {
    assertThat(PUSHER.decode(Unpooled.wrappedBuffer(new byte[] {0, 1}), false))
        .isEqualTo(new Command.Malformed(Problem.BAD_REQUEST, "send text frames"));
  }

  @Test
  void compressionChangesNothingOfWhatIsRead() {
    ByteBuf ping = Unpooled.copiedBuffer("{\"event\":\"pusher:ping\"}", UTF_8);
    assertThat(PusherDialect.of(true).decode(ping, true)).isEqualTo(new Command.Ping());
  }

  @Test
  void dataOutlivesTheBufferItCameIn() {
    ByteBuf payload =
        Unpooled.copiedBuffer("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":[1]}", UTF_8);
    var relay = (Command.Relay) PUSHER.decode(payload, true);
    payload.setZero(0, payload.readableBytes());
    assertThat(relay.draft().payload()).isEqualTo(Payload.json("[1]".getBytes(UTF_8)));
  }

  @Test
  void onlyTheReadablePartOfABufferIsRead() {
    ByteBuf payload = Unpooled.copiedBuffer("xx{\"event\":\"pusher:ping\"}yy", UTF_8);
    payload.readerIndex(2).writerIndex(payload.writerIndex() - 2);
    assertThat(PUSHER.decode(payload, true)).isEqualTo(new Command.Ping());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "other"})
  void deepNestingIsRefusedAndNotFollowed(String name) {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    String frame = "{\"event\":\"client-a\",\"channel\":\"c\",\"%s\":%s}".formatted(name, deep);
    assertThat(Golden.describe(decode(frame)))
        .isEqualTo("malformed bad-json: the frame is not valid JSON");
    String shallow = "[".repeat(400) + "]".repeat(400);
    assertThat(decode("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":%s}".formatted(shallow)))
        .isInstanceOf(Command.Relay.class);
  }

  @Test
  void aMegabyteOfDataIsReadAsItIs() {
    String text = "x".repeat(1 << 20);
    var relay =
        (Command.Relay)
            decode("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":\"" + text + "\"}");
    assertThat(relay.draft().payload()).isEqualTo(Payload.text(text));
    String list = "[" + "1,".repeat(1 << 19) + "1]";
    relay =
        (Command.Relay) decode("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":" + list + "}");
    assertThat(relay.draft().payload()).isEqualTo(Payload.json(list.getBytes(UTF_8)));
  }

  @Test
  void aMegabyteOfAnythingElseIsRefused() {
    String text = "x".repeat(1 << 20);
    assertThat(decode("{\"event\":\"" + text + "\"}")).isInstanceOf(Command.Malformed.class);
    assertThat(decode("{\"" + text + "\":1,\"event\":\"pusher:ping\"}"))
        .isInstanceOf(Command.Malformed.class);
    assertThat(decode("{\"event\":\"client-" + text + "\",\"channel\":\"c\",\"data\":1}"))
        .isInstanceOf(Command.Malformed.class);
    assertThat(
            decode("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":" + "1".repeat(5000) + "}"))
        .isInstanceOf(Command.Malformed.class);
    assertThat(decode(text)).isInstanceOf(Command.Malformed.class);
  }

  /** A parser that guesses encodings takes zero bytes for UTF-16 or UTF-32. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void noOtherEncodingIsGuessed(String encoding) {
    byte[] frame =
        "{\"event\":\"client-a\",\"channel\":\"c\",\"data\":[1]}"
            .getBytes(Charset.forName(encoding));
    assertThat(Golden.describe(decode(frame)))
        .isEqualTo("malformed bad-json: the frame is not valid JSON");
  }

  @Test
  void aByteOrderMarkMovesNothing() {
    assertThat(
            Golden.describe(
                decode("\ufeff{\"event\":\"client-a\",\"channel\":\"c\",\"data\":[1]}")))
        .isEqualTo("relay client-a on c, json [1], open to all");
  }

  @Test
  void manyPropertiesNobodyAskedForArePassedOver() {
    var frame = new StringBuilder("{\"event\":\"pusher:ping\"");
    for (int i = 0; i < 20_000; i++) {
      frame.append(",\"k").append(Integer.toString(i, 36)).append("\":").append(i);
    }
    assertThat(decode(frame.append('}').toString())).isEqualTo(new Command.Ping());
  }
}
