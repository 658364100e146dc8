package dev.freshet.tools.doctor;

import java.util.Locale;

/** How bad it is, the worst first. */
public enum Level {
  /** The server cannot do what it should. */
  FAIL,
  /** It will hurt, or has already. */
  WARN,
  /** Worth knowing; nothing has to be done. */
  NOTE,
  /** The machine does not say. */
  UNKNOWN,
  /** As it should be. */
  OK;

  /** As it is printed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
