package dev.freshet.cli.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer, put together.
 *
 * @param status 100 to 599
 * @param body at most what the caller was ready to read
 * @param retryAfter what {@code Retry-After} says in seconds, at most {@link #MAX_RETRY_AFTER};
 *     null when it says nothing of use
 */
record Answer(int status, String body, @Nullable Duration retryAfter) {

  /** A server that asks for more is asked again earlier. */
  static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private static final int MAX_TEXT = 500;

  static Answer of(int status, HttpHeaders headers, byte[] body) {
    return of(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  static Answer of(int status, HttpHeaders headers, String body) {
    return new Answer(
        status, body, headers.firstValue("Retry-After").map(Answer::seconds).orElse(null));
  }

  private static @Nullable Duration seconds(String text) {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
      return null;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(text));
    return asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
  }

  /** Whether the same request may be answered otherwise later: 408, 429 and 5xx but 501, 505. */
  boolean isTemporary() {
    return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
  }

  /**
   * What went wrong, not yet fit for a terminal: the code, title and detail of an RFC 9457 problem
   * document, or the status and the start of the body.
   */
  String problem() {
    Map<String, Object> document = Json.object(body);
    if (document == null || !document.containsKey("title")) {
      String start = body.strip().lines().findFirst().orElse("");
      return "status " + status + (start.isEmpty() ? "" : ": " + shorten(start));
    }
    String code = Json.textOrEmpty(document, "code");
    String title = Json.textOrEmpty(document, "title");
    String detail = Json.textOrEmpty(document, "detail");
    String text = title + (detail.isEmpty() || detail.equals(title) ? "" : ": " + detail);
    return shorten(text) + " (" + (code.isEmpty() ? "" : code + ", ") + status + ")";
  }

  private static String shorten(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
