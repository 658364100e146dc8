package dev.freshet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.client.EventParser.Block;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
  private static final String STREAM =
      """
      : a heartbeat

      retry: 3000
      id: e:0

      event: said
      data: grüße 🌊
      data:second
      data
      id: e:1

      data: no type

      : nothing

      id
      data:  one blank stays

      """;

  private static final List<Block> BLOCKS =
      List.of(
          new Block(null, null, "e:0", 3000),
          new Block("said", "grüße 🌊\nsecond\n", "e:1", -1),
          new Block(null, "no type", "e:1", -1),
          new Block(null, " one blank stays", "", -1));

  private static List<Block> parse(byte[] bytes, int chunk) {
    var parser = new EventParser("", 1000);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += chunk) {
      parser.feed(ByteBuffer.wrap(bytes, i, Math.min(chunk, bytes.length - i)), blocks::add);
    }
    return blocks;
  }

  private static List<Block> parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndWithAnyOfTheThreeEndsAndChunksAreCutAnywhere(String end) {
    byte[] bytes = STREAM.replace("\n", end).getBytes(StandardCharsets.UTF_8);
    for (int chunk = 1; chunk <= bytes.length; chunk++) {
      assertThat(parse(bytes, chunk)).as("chunks of %d", chunk).isEqualTo(BLOCKS);
    }
  }

  @Test
  void linesMayEndDifferently() {
    assertThat(parse("data: a\rdata: b\r\ndata: c\n\r\n"))
        .containsExactly(new Block(null, "a\nb\nc", "", -1));
  }

  @Test
  void aByteOrderMarkIsSkippedOnceAtTheStartOnly() {
    assertThat(parse("\uFEFFdata: a\n\n\uFEFFdata: b\n\n"))
        .containsExactly(new Block(null, "a", "", -1));
    assertThat(parse("\uFEFF\ndata: a\n\n")).containsExactly(new Block(null, "a", "", -1));
  }

  @Test
  void aBlockCutOffByTheEndIsNotHandedOut() {
    assertThat(parse("data: a\n\ndata: b\nid: 7\n")).containsExactly(new Block(null, "a", "", -1));
  }

  @Test
  void anIdWithNulAndARetryThatIsNoNumberAreIgnored() {
    assertThat(parse("id: 1\n\nid: a\0b\nretry: -1\nretry: 1.5\nretry:\ndata: x\n\n"))
        .containsExactly(new Block(null, null, "1", -1), new Block(null, "x", "1", -1));
  }

  @Test
  void fieldsNobodyKnowsAreIgnored() {
    assertThat(parse("hello: x\nDATA: y\n\ndata: z\n\n"))
        .containsExactly(new Block(null, "z", "", -1));
  }

  @Test
  void theLastIdOfAFormerStreamHoldsUntilAnother() {
    var parser = new EventParser("e:9", 100);
    List<Block> blocks = new ArrayList<>();
    parser.feed(ByteBuffer.wrap("data: a\n\n".getBytes(StandardCharsets.UTF_8)), blocks::add);
    assertThat(blocks).containsExactly(new Block(null, "a", "e:9", -1));
  }

  @Test
  void aLineOrBlockOverTheBoundIsRefused() {
    assertThatThrownBy(() -> parse("data: " + "x".repeat(1000) + "\n\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: at most 1000");
    assertThatThrownBy(() -> parse(("data: " + "x".repeat(90) + "\n").repeat(20)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyBytesAreReadTheSameHoweverTheyAreCut() {
    var random = new Random(17);
    String alphabet = "data:id evntry\r\n\n0\u00fc\uFEFF";
    for (int round = 0; round < 500; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(parse(bytes, 1 + random.nextInt(5))).isEqualTo(parse(text.toString()));
    }
  }
}
