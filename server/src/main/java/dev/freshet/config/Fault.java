package dev.freshet.config;

import dev.freshet.config.kind.Kind;

/**
 * One thing that is wrong with a configuration, in the form {@code name: value (expected: …)}.
 *
 * @param at the file and line, such as {@code freshet.yaml:7}; empty where there is none
 * @param name the setting as its author wrote it: a dotted key, or the name of a variable
 * @param value what it was, or {@link #MASK}
 * @param expected what it should have been
 */
public record Fault(String at, String name, String value, String expected) {
  /** Stands for what must not be shown. */
  public static final String MASK = Kind.MASK;

  private static final int MAX_SHOWN = 80;

  /** Makes the value and name fit for one line of a terminal. */
  public Fault {
    name = clip(name);
    value = value.isEmpty() ? "(empty)" : clip(value);
  }

  private static String clip(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }

  @Override
  public String toString() {
    return (at.isEmpty() ? "" : at + ": ")
        + "%s: %s (expected: %s)".formatted(name, value, expected);
  }
}
