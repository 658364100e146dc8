package dev.freshet.tools.chart;

/** Text in a page. */
public final class Html {
  private Html() {}

  /** Safe between tags and in quoted attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
