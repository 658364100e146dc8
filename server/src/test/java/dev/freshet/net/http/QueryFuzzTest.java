package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Any target is read in one way, or refused as a bad request. */
class QueryFuzzTest {

  @FuzzTest(maxDuration = "90s")
  void anyTargetIsReadOrRefused(byte[] input) {
    // As the decoder hands it over: a character a byte.
    String target = new String(input, StandardCharsets.ISO_8859_1);
    Query query;
    try {
      query = Query.parse(target);
    } catch (Refused e) {
      assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST);
      return;
    }
    assertThat(query.target()).isEqualTo(target);
    assertThat(query.segments()).isNotEmpty();
    String again =
        query.segments().stream()
            .map(segment -> "/" + encode(segment))
            .collect(Collectors.joining());
    assertThat(Query.parse(again).segments()).isEqualTo(query.segments());
    try {
      assertThat(query.number("limit", 0, 10, 5)).isBetween(0, 10);
      assertThat(query.flag("reverse")).isIn(true, false);
      String one = query.one("token");
      assertThat(one == null).isEqualTo(query.all("token").isEmpty());
    } catch (Refused e) {
      assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST);
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
