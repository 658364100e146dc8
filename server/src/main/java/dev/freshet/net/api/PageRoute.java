package dev.freshet.net.api;

import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** {@code GET /}: a page to try the server with. It loads nothing from anywhere else. */
final class PageRoute implements Route {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
              + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
          "Referrer-Policy",
          "no-referrer");

  private final Answer answer;

  /**
   * Of a resource beside this class.
   *
   * @param type its media type
   */
  PageRoute(String resource, String type) {
    try (InputStream in = PageRoute.class.getResourceAsStream(resource)) {
      byte[] body = Objects.requireNonNull(in, resource).readAllBytes();
      this.answer = new Answer(200, type, body, HEADERS, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void answer(Exchange exchange) {
    exchange.answer(answer);
  }
}
