package dev.freshet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Freshet's own JSON, to the letter, and read back by a parser that knows nothing of it. */
class EnvelopeTest {
  private static final ChannelName CHAT = new ChannelName("app", "chat:1");

  private static String json(Publication publication) {
    ByteBuf out = Unpooled.buffer();
    Envelope.write(out, CHAT, publication);
    return out.toString(UTF_8);
  }

  private static String json(Signal signal) {
    ByteBuf out = Unpooled.buffer();
    Envelope.write(out, signal);
    return out.toString(UTF_8);
  }

  private static Publication text(String body) {
    return new Publication("", 0, 5, Payload.text(body), null, null);
  }

  @Test
  void aPublicationHasItsPropertiesInOneOrder() {
    var full = new Publication("e1", 42, 1_750_000_000_000L, Payload.text("hi"), "note", "key");
    assertThat(json(full))
        .isEqualTo(
            "{\"channel\":\"chat:1\",\"event\":\"note\",\"data\":\"hi\",\"epoch\":\"e1\","
                + "\"offset\":42,\"time\":1750000000000}");
  }

  @Test
  void whatAPublicationHasNotIsLeftOut() {
    assertThat(json(text("hi"))).isEqualTo("{\"channel\":\"chat:1\",\"data\":\"hi\",\"time\":5}");
  }

  @Test
  void aBinaryBodyIsPaddedBase64WithoutLineBreaks() {
    byte[] body = new byte[100];
    new Random(1).nextBytes(body);
    String json = json(new Publication("", 0, 5, Payload.binary(body), null, null));
    assertThat(json).doesNotContain("\n", "\\").contains("==\"");
    assertThat(Tree.bytes(Tree.object(json).get("base64"))).isEqualTo(body);
    assertThat(json(new Publication("", 0, 5, Payload.binary(new byte[0]), null, null)))
        .contains("\"base64\":\"\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"quoted\" \\ back / slash",
        "\u0000\u0001\u001f\b\t\n\f\r\u007f\u0085",
        "line\u2028para\u2029end",
        "é ß 中 \ufeff \ufffd \uffff",
        "astral 😀 \uD834\uDD1E and \uDBFF\uDFFF",
        "{\"data\":\"nested\"}",
        "</script><!-- -->"
      })
  void anyTextComesBackAsItWas(String body) {
    String json = json(text(body));
    assertThat(Tree.object(json))
        .containsExactly(entry("channel", "chat:1"), entry("data", body), entry("time", 5L));
    assertThat(json.chars()).as("one line").noneMatch(c -> c < ' ');
  }

  static List<String> everyKindOfCharacter() {
    var random = new Random(7);
    return random
        .ints(200, 1, 400)
        .mapToObj(length -> {
          var text = new StringBuilder();
          random
              .ints(length, 0, 0x110000)
              .map(c -> random.nextInt(3) == 0 ? c : c & 0xff)
              .filter(c -> c < 0xd800 || c > 0xdfff)
              .forEach(text::appendCodePoint);
          return text.toString();
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfCharacter")
  void everyKindOfCharacterComesBackInBodiesAndEvents(String body) {
    var publication = new Publication("e", 1, 5, Payload.text(body), body, null);
    assertThat(Tree.object(json(publication))).contains(entry("data", body), entry("event", body));
  }

  @Test
  void numbersAreWrittenToTheLastDigit() {
    var late = new Publication("e", Long.MAX_VALUE, Long.MAX_VALUE, Payload.text(""), null, null);
    assertThat(Tree.object(json(late)))
        .contains(entry("offset", Long.MAX_VALUE), entry("time", Long.MAX_VALUE));
  }

  @Test
  void signalsSayWhatTheyAre() {
    var position = new Position("e1", 3);
    assertThat(json(new Signal.Subscribed(CHAT, position, true)))
        .isEqualTo(
            "{\"signal\":\"subscribed\",\"channel\":\"chat:1\",\"epoch\":\"e1\",\"offset\":3,"
                + "\"resumed\":true}");
    assertThat(json(new Signal.Subscribed(CHAT, null, false)))
        .isEqualTo("{\"signal\":\"subscribed\",\"channel\":\"chat:1\",\"resumed\":false}");
    assertThat(json(new Signal.Reset(CHAT, position)))
        .isEqualTo("{\"signal\":\"reset\",\"channel\":\"chat:1\",\"epoch\":\"e1\",\"offset\":3}");
    assertThat(json(new Signal.Reset(CHAT, null)))
        .isEqualTo("{\"signal\":\"reset\",\"channel\":\"chat:1\"}");
    assertThat(json(new Signal.Standing(List.of(position, new Position("-", 0)))))
        .isEqualTo("{\"signal\":\"standing\",\"positions\":[\"e1:3\",\"-:0\"]}");
    assertThat(json(new Signal.Failed(Problem.FORBIDDEN, "not \"yours\"")))
        .isEqualTo(
            "{\"signal\":\"failed\",\"code\":\"forbidden\",\"detail\":\"not \\\"yours\\\"\"}");
  }

  @Test
  void writingAppends() {
    ByteBuf out = Unpooled.copiedBuffer("before", UTF_8);
    Envelope.write(out, CHAT, text("a"));
    Envelope.write(out, new Signal.Reset(CHAT, null));
    assertThat(out.toString(UTF_8)).startsWith("before{").endsWith("\"chat:1\"}");
  }
}
