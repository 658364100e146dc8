package dev.freshet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void scalarsAreReadAndNestedValuesLeftOut() {
    assertThat(
            Json.object(
                """
                {"s":"ü\\n","n":12345678901,"f":1.5,"t":true,"u":false,
                 "none":null,"o":{"s":"x"},"a":[1,{"s":2}],"last":1}\
                """))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("s", "ü\n", "n", 12345678901L, "f", 1.5, "t", true, "u", false, "last", 1L));
  }

  @Test
  void aTreeHasWhatIsNested() {
    assertThat(Json.tree("{\"a\":[1,{\"s\":\"x\"},[],null],\"o\":{\"t\":true},\"none\":null}"))
        .isEqualTo(Map.of("a", List.of(1L, Map.of("s", "x"), List.of()), "o", Map.of("t", true)));
    assertThat(Json.tree("[]")).isNull();
    assertThat(Json.tree("{} x")).isNull();
    assertThat(Json.tree("{\"a\":[1}")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{\"a\":}",
        "{}{}",
        "{} x",
        "{\"n\":99999999999999999999}"
      })
  void whatIsNotOneObjectIsNull(String text) {
    assertThat(Json.object(text)).isNull();
  }

  @Test
  void valuesAreWrittenOnOneLine() {
    var map = new LinkedHashMap<String, Object>();
    map.put("a", List.of("x\n\u001b", 1, 2L, 1.5, true));
    map.put("b", Map.of("c", "\"\\"));
    assertThat(Json.write(map))
        .isEqualTo("{\"a\":[\"x\\n\\u001B\",1,2,1.5,true],\"b\":{\"c\":\"\\\"\\\\\"}}");
  }

  @Test
  void printableTextCannotMoveTheCursorOrEndTheLine() {
    assertThat(Text.printable("grüße 🌊")).isEqualTo("grüße 🌊");
    assertThat(Text.printable("a\n\r\t\u001b[2J\u009b\u2028\\\ud800"))
        .isEqualTo("a\\n\\r\\t\\u001b[2J\\u009b\\u2028\\\\\\ud800");
  }
}
