package dev.freshet.tools.load.report;

/** Text in a page. */
final class Html {
  private Html() {}

  /** Safe between tags and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
