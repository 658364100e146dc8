package dev.freshet.cli.client;

import java.util.Locale;

/** Makes foreign text safe to print on a terminal. */
public final class Text {
  private Text() {}

  /**
   * The text on one line: control characters, which could move a terminal's cursor or end the line,
   * and half surrogate pairs are written as Java escapes, a backslash as two.
   */
  public static String printable(String text) {
    if (text.codePoints().noneMatch(Text::isUnsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> escape(c, safe));
    return safe.toString();
  }

  private static boolean isUnsafe(int c) {
    return c == '\\'
        || Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || Character.getType(c) == Character.SURROGATE;
  }

  private static void escape(int c, StringBuilder to) {
    switch (c) {
      case '\\' -> to.append("\\\\");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (isUnsafe(c)) {
          to.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
        } else {
          to.appendCodePoint(c);
        }
      }
    }
  }
}
