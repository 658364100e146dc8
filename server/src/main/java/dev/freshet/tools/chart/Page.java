package dev.freshet.tools.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** A page that needs nothing else. */
public final class Page {
  private static final String STYLE = "page.css";

  private Page() {}

  /**
   * The whole document.
   *
   * @param body of HTML, escaped already
   */
  public static String of(String title, CharSequence body) throws IOException {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
        + " content=\"width=device-width, initial-scale=1\"><title>"
        + Html.escape(title)
        + "</title><style>\n"
        + style()
        + "</style></head><body><main>\n"
        + body
        + "</main></body></html>\n";
  }

  private static String style() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IOException(STYLE + " is not in the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
