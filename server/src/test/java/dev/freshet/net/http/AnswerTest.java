package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerTest {

  private static FullHttpResponse written(Answer answer, HttpMethod method) {
    return answer.response(new DefaultHttpHeaders().set("X-Extra", "e"), method);
  }

  private static String body(FullHttpResponse response) {
    return response.content().toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemIsADocumentWithItsCode(Problem problem) {
    var response = written(Answer.problem(new Refused(problem, "so it \"is\"")), HttpMethod.GET);
    assertThat(response.status().code()).isEqualTo(problem.status());
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(body(response))
        .isEqualTo(
            "{\"type\":\"urn:freshet:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":\"so it \\\"is\\\"\"}"
                .formatted(problem.code(), problem.title(), problem.status(), problem.code()));
    int after = problem.retryAfterSeconds();
    assertThat(response.headers().get("Retry-After"))
        .isEqualTo(after == 0 ? null : Integer.toString(after));
    assertThat(response.headers().contains("WWW-Authenticate")).isEqualTo(problem.status() == 401);
    assertThat(response.headers().contains("Sec-WebSocket-Version"))
        .isEqualTo(problem == Problem.UPGRADE_REQUIRED);
  }

  @Test
  void anAnswerToHeadHasTheHeaderAndNoBody() {
    var answer = Answer.text(200, "text/plain", "five5");
    var get = written(answer, HttpMethod.GET);
    var head = written(answer, HttpMethod.HEAD);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(head.headers().get("Content-Length")).isEqualTo("5");
    assertThat(body(get)).isEqualTo("five5");
    assertThat(body(head)).isEmpty();
  }

  @Test
  void anAnswerIsNotKeptNorGuessedAt() {
    var headers = written(Answer.text(200, "text/plain", ""), HttpMethod.GET).headers();
    assertThat(headers.get("Cache-Control")).isEqualTo("no-store");
    assertThat(headers.get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(headers.get("X-Extra")).isEqualTo("e");
    assertThat(headers.get("Content-Length")).isEqualTo("0");
  }

  @Test
  void nothingHasNeitherTypeNorLength() {
    var headers = written(Answer.empty(204, Map.of("Allow", "GET")), HttpMethod.OPTIONS).headers();
    assertThat(headers.get("Allow")).isEqualTo("GET");
    assertThat(headers.contains("Content-Length")).isFalse();
    assertThat(headers.contains("Content-Type")).isFalse();
  }

  @Test
  void aMethodThatIsNotTakenIsToldWhichAre() {
    var refused = new Refused(Problem.METHOD_NOT_ALLOWED, "no");
    var response =
        written(Answer.problem(refused).allowing(List.of("GET", "HEAD")), HttpMethod.PUT);
    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().get("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aRefusalInPlainTextHasTheStatusAndTheTimeToWait() {
    var plain = Answer.plain(new Refused(Problem.RATE_LIMITED, "the limit is 5"));
    var response = written(plain, HttpMethod.POST);
    assertThat(response.status().code()).isEqualTo(429);
    assertThat(response.headers().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.headers().get("Retry-After")).isEqualTo("1");
    assertThat(response.content().toString(StandardCharsets.UTF_8)).isEqualTo("the limit is 5\n");
    assertThat(plain.problem()).isEqualTo(Problem.RATE_LIMITED);
  }

  @Test
  void itsTextTellsNothingOfItsBody() {
    assertThat(Answer.text(200, "text/plain", "a secret").toString())
        .isEqualTo("200 text/plain, 8 bytes");
  }
}
