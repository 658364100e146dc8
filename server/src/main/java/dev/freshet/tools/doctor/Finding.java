package dev.freshet.tools.doctor;

/**
 * A rule's row, and what it says of a machine.
 *
 * @param found what is the case
 * @param expected what should be; empty where nothing has to change
 * @param change what to do; empty where nothing has to be done
 */
public record Finding(Rule rule, Level level, String found, String expected, String change) {
  static Finding of(Rule rule, Verdict verdict) {
    return new Finding(
        rule, verdict.level(), verdict.found(), verdict.expected(), verdict.change());
  }

  /** On one line, for a log. */
  public String line() {
    return rule.key()
        + ": "
        + found
        + (expected.isEmpty() ? "" : " (expected: " + expected + ")")
        + (change.isEmpty() ? "" : "; " + change);
  }
}
