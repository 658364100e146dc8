package dev.freshet.model.app;

/**
 * A pattern over channel names: every {@code *} stands for any run of characters, the empty one
 * included; all else stands for itself. Used by channel rules and by the grants of tokens.
 *
 * <p>Matching takes at most {@code pattern × name} steps, so a hostile pattern cannot stall a loop.
 *
 * @param text the pattern as written, 1 to {@value #MAX_LENGTH} characters
 */
public record ChannelPattern(String text) {

  /** The longest pattern in UTF-16 units. */
  public static final int MAX_LENGTH = 200;

  /** Matches every channel. */
  public static final ChannelPattern ALL = new ChannelPattern("*");

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException when the pattern is empty or too long
   */
  public ChannelPattern {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "pattern: %s (expected: 1 to %d characters)".formatted(text, MAX_LENGTH));
    }
  }

  /** Whether the whole name matches. */
  public boolean matches(String name) {
    int n = 0;
    int p = 0;
    int star = -1;
    int retry = 0;
    while (n < name.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        retry = n;
      } else if (p < text.length() && text.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        // The last star takes one character more; earlier stars never need to move again.
        p = star + 1;
        n = ++retry;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
