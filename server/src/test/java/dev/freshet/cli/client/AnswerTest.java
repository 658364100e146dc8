package dev.freshet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

  private static Answer answer(int status, String retryAfter, String body) {
    return Answer.of(
        status, HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (a, b) -> true), body);
  }

  @Test
  void aProblemDocumentIsToldInItsOwnWords() {
    String body =
        """
        {"type":"about:blank","title":"Not allowed","status":403,"code":"forbidden",
         "detail":"chat\\u001b[2J needs a token","more":{"a":[1]}}\
        """;
    assertThat(answer(403, "", body).problem())
        .isEqualTo("Not allowed: chat\u001b[2J needs a token (forbidden, 403)");
  }

  @Test
  void anythingElseIsToldByItsStatusAndFirstLine() {
    assertThat(answer(502, "", "<html>\nlong").problem()).isEqualTo("status 502: <html>");
    assertThat(answer(502, "", "").problem()).isEqualTo("status 502");
    assertThat(answer(502, "", "{\"title\":").problem()).isEqualTo("status 502: {\"title\":");
  }

  @ParameterizedTest
  @CsvSource({
    "200,false",
    "301,false",
    "400,false",
    "404,false",
    "408,true",
    "422,false",
    "429,true",
    "500,true",
    "501,false",
    "502,true",
    "503,true",
    "505,false"
  })
  void someAnswersMayBeOthersLater(int status, boolean temporary) {
    assertThat(answer(status, "", "").isTemporary()).isEqualTo(temporary);
  }

  @Test
  void retryAfterIsBoundedAndReadOnlyAsSeconds() {
    assertThat(answer(503, "3", "").retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(answer(503, "999999", "").retryAfter()).isEqualTo(Answer.MAX_RETRY_AFTER);
    assertThat(answer(503, "-1", "").retryAfter()).isNull();
    assertThat(answer(503, "Wed, 21 Oct 2026 07:28:00 GMT", "").retryAfter()).isNull();
  }
}
