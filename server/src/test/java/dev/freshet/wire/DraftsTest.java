package dev.freshet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;

/** What a publication written in JSON may be. */
class DraftsTest {

  private static Drafts.Addressed read(byte[] json) {
    try (var parser =
        Envelope.JSON.createParser(ObjectReadContext.empty(), new ByteArrayInputStream(json))) {
      parser.nextToken();
      return Drafts.read(parser);
    }
  }

  private static Drafts.Addressed read(String json) {
    return read(json.getBytes(UTF_8));
  }

  private static Payload data(String json) {
    return read("{\"data\":" + json + "}").draft().payload();
  }

  private static String refused(String json) {
    Refused refused = catchThrowableOfType(Refused.class, () -> read(json));
    assertThat(refused).as(json).isNotNull();
    return refused.problem() + ": " + refused.detail();
  }

  @Test
  void everythingThatCanBeSaidIsRead() {
    var addressed =
        read(
            """
            {"channel":"chat","data":"hé","event":"note","conflation-key":"k",
             "idempotency-key":"i","ttl":60}
            """);
    assertThat(addressed.channel()).isEqualTo("chat");
    assertThat(addressed.draft())
        .isEqualTo(new Draft(Payload.text("hé"), "note", "k", "i", Duration.ofMinutes(1)));
  }

  @Test
  void dataAloneIsEnough() {
    assertThat(read("{\"data\":\"\"}"))
        .isEqualTo(new Drafts.Addressed(null, Draft.of(Payload.text(""))));
  }

  @Test
  void base64IsABinaryBody() {
    assertThat(read("{\"base64\":\"AP/+\"}").draft().payload())
        .isEqualTo(Payload.binary(new byte[] {0, -1, -2}));
    assertThat(read("{\"base64\":\"\"}").draft().payload()).isEqualTo(Payload.binary(new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AP/", "A", "A===", "AP-_", "é"})
  void whatIsNotBase64IsRefused(String text) {
    assertThat(refused("{\"base64\":\"" + text + "\"}"))
        .isEqualTo("BAD_JSON: base64 is not valid base64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-0.5",
        "true",
        "null",
        "[]",
        "{}",
        "[1,[2,{\"a\":null}],\"x\"]",
        "{\"a\":{\"a\":1},\"b\":\"é\"}",
        "123456789012345678901234567890.123456789012345678901234567890",
        "1E+400",
        "-0",
        "0.10",
        "[1e5,0.3E-7,[-0.0]]"
      })
  void dataThatIsNoStringIsPublishedAsTheJsonItIs(String json) {
    assertThat(new String(data(json).bytes(), UTF_8)).isEqualTo(json);
    assertThat(data(json).isText()).isTrue();
  }

  @Test
  void theWhiteSpaceOfDataThatIsNoStringIsNotKept() {
    assertThat(data("{ \"a\" :\n [ 1 , 2 ] }")).isEqualTo(Payload.text("{\"a\":[1,2]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\u2028|2028",
        "\\u0000|0",
        "\\uD83D\\uDE00|1f600",
        "😀|1f600",
        "\\\"|22",
        "\\\\|5c",
        "\\/|2f"
      })
  void anEscapeInAStringIsTheCharacterItStandsFor(String escape, String codePoint) {
    var expected = Character.toString(Integer.parseInt(codePoint, 16));
    assertThat(data("\"" + escape + "\"")).isEqualTo(Payload.text(expected));
  }

  /** Half a pair has no UTF-8; a question mark in its place would be another body. */
  @ParameterizedTest
  @ValueSource(strings = {"\\uD83D", "\\uDE00", "a\\uDE00\\uD83Db", "\\uD83D\\uD83D\\uDE00"})
  void halfASurrogatePairIsRefused(String half) {
    assertThat(refused("{\"data\":\"" + half + "\"}"))
        .isEqualTo("BAD_JSON: data has half a surrogate pair");
    assertThat(refused("{\"data\":\"\",\"event\":\"" + half + "\"}")).startsWith("BAD_LABEL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"\\uD83D\"]", "{\"\\uDE00\":1}", "{\"a\\uD83D\":1}", "[\"\\uD83Dx\"]"})
  void halfASurrogatePairWithinDataIsNotPublishedAsSomethingElse(String json) {
    assertThat(catchThrowable(() -> data(json)))
        .isInstanceOfAny(JacksonException.class, Refused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|a publication needs data or base64",
        "{\"channel\":\"a\"}|a publication needs data or base64",
        "[]|a publication must be an object",
        "\"data\"|a publication must be an object",
        "null|a publication must be an object",
        "{\"data\":1,\"evnt\":\"x\"}|unknown property evnt",
        "{\"channel\":7,\"data\":1}|channel must be a string",
        "{\"channel\":null,\"data\":1}|channel must be a string",
        "{\"data\":1,\"event\":[\"a\"]}|event must be a string",
        "{\"data\":1,\"event\":null}|event must be a string",
        "{\"base64\":7}|base64 must be a string",
        "{\"data\":1,\"idempotency-key\":7}|idempotency-key must be a string",
        "{\"data\":1,\"conflation-key\":{}}|conflation-key must be a string"
      })
  void whatDoesNotFitIsRefusedWithTheReason(String json, String detail) {
    assertThat(refused(json)).isEqualTo("BAD_JSON: " + detail);
  }

  /** Which of the two is meant nobody can know; proxies and we might differ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":1,\"data\":1}",
        "{\"data\":1,\"base64\":\"AA==\"}",
        "{\"base64\":\"AA==\",\"data\":\"\"}",
        "{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}",
        "{\"event\":\"a\",\"event\":\"a\",\"data\":1}",
        "{\"ttl\":1,\"ttl\":2,\"data\":1}",
        "{\"idempotency-key\":\"a\",\"idempotency-key\":\"b\",\"data\":1}",
        "{\"conflation-key\":\"a\",\"conflation-key\":\"b\",\"data\":1}"
      })
  void whatIsSaidTwiceIsRefused(String json) {
    assertThat(refused(json)).startsWith("BAD_JSON: ").endsWith(" is given twice");
  }

  @Test
  void aLongUnknownPropertyIsNotRepeatedInFull() {
    assertThat(refused("{\"" + "x".repeat(10_000) + "\":1}"))
        .isEqualTo("BAD_JSON: unknown property " + "x".repeat(40) + "…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "conflation-key", "idempotency-key"})
  void aLabelHas1To200CharactersAndNoControlCharacters(String name) {
    String form = "{\"data\":1,\"" + name + "\":\"%s\"}";
    assertThat(read(form.formatted("x".repeat(200))).draft()).isNotNull();
    for (String bad : new String[] {"", "x".repeat(201), "a\\nb", "a\\rb", "\\u0000", "\\u0085"}) {
      assertThat(refused(form.formatted(bad)))
          .isEqualTo(
              "BAD_LABEL: " + name + " must have 1 to 200 characters and no control characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "31536000", "\"60\""})
  void aTtlIsAWholeNumberOfSecondsUpToAYear(String ttl) {
    assertThat(read("{\"data\":1,\"ttl\":" + ttl + "}").draft().ttl())
        .isBetween(Duration.ofSeconds(1), Duration.ofDays(365));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "31536001", "1.5", "1e3", "99999999999999999999", "null", "{}", "[]"})
  void anyOtherTtlIsRefused(String ttl) {
    assertThat(refused("{\"data\":1,\"ttl\":" + ttl + "}"))
        .isEqualTo("BAD_REQUEST: ttl must be a number of seconds from 1 to 31536000");
  }

  @Test
  void nestingIsBounded() {
    assertThat(data("[".repeat(400) + "]".repeat(400)).size()).isEqualTo(800);
    assertThat(catchThrowable(() -> data("[".repeat(1_000_000))))
        .isInstanceOf(JacksonException.class);
    assertThat(catchThrowable(() -> data("{\"a\":".repeat(100_000))))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void theLengthOfANumberIsBounded() {
    assertThat(data("9".repeat(1_000)).size()).isEqualTo(1_000);
    assertThat(catchThrowable(() -> data("9".repeat(1_001)))).isInstanceOf(JacksonException.class);
    assertThat(catchThrowable(() -> data("1e" + "9".repeat(1_001))))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void aNumberThatIsHugeIsNotComputed() {
    assertThat(data("1e999999999")).isEqualTo(Payload.text("1e999999999"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"data\"",
        "{\"data\":",
        "{\"data\":\"",
        "{\"data\":1",
        "{\"data\":1,}",
        "{data:1}",
        "{'data':1}",
        "{\"data\":01}",
        "{\"data\":+1}",
        "{\"data\":.5}",
        "{\"data\":NaN}",
        "{\"data\":\"\n\"}",
        "{\"data\":[1,]}",
        "{\"data\":1 /* no */}",
        "{\"data\":\"\\x\"}"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThat(catchThrowable(() -> read(text)))
        .isInstanceOfAny(JacksonException.class, Refused.class);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] json = "{\"data\":\"??\"}".getBytes(UTF_8);
    json[9] = (byte) 0xc3;
    json[10] = (byte) 0x28;
    assertThat(catchThrowable(() -> read(json))).isInstanceOf(JacksonException.class);
    json[9] = (byte) 0xed; // a surrogate's three bytes
    json[10] = (byte) 0xa0;
    assertThat(catchThrowable(() -> read(json))).isInstanceOf(JacksonException.class);
  }

  @Test
  void problemsAreTheOnesThatTheTableHas() {
    assertThat(catchThrowableOfType(Refused.class, () -> Drafts.label("event", "")).problem())
        .isEqualTo(Problem.BAD_LABEL);
    assertThat(catchThrowableOfType(Refused.class, () -> Drafts.ttl("soon")).problem())
        .isEqualTo(Problem.BAD_REQUEST);
  }
}
