package dev.freshet.tools.doctor;

/**
 * What a rule says of a machine.
 *
 * @param found what is the case
 * @param expected what should be; empty where nothing has to change
 * @param change what to do; empty where nothing has to be done
 */
record Verdict(Level level, String found, String expected, String change) {
  static Verdict ok(String found) {
    return new Verdict(Level.OK, found, "", "");
  }

  static Verdict note(String found, String change) {
    return new Verdict(Level.NOTE, found, "", change);
  }

  static Verdict warn(String found, String expected, String change) {
    return new Verdict(Level.WARN, found, expected, change);
  }

  static Verdict fail(String found, String expected, String change) {
    return new Verdict(Level.FAIL, found, expected, change);
  }

  static Verdict unknown(String what) {
    return new Verdict(Level.UNKNOWN, what, "", "");
  }
}
