package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import java.util.ArrayList;
import java.util.List;

/** Gathers faults while a configuration is read, so that all can be told together. */
public final class Faults {
  /** Who has more to mend than this starts again anyway. */
  static final int MAX = 100;

  private final List<Fault> faults = new ArrayList<>();
  private int untold;

  /** None yet. */
  public Faults() {}

  /** A value that cannot be used. */
  public void add(Source source, String name, String value, String expected) {
    if (faults.size() == MAX) {
      untold++;
      return;
    }
    String at = source.origin() == Source.Origin.FILE ? source.at() : "";
    faults.add(new Fault(at, name, value, expected));
  }

  /** A value that is not of its kind; masked when the kind is. */
  void add(Source source, String name, String value, Kind<?> kind) {
    add(source, name, kind.isMasked() ? Fault.MASK : value, kind.expected());
  }

  /** A key nobody knows. What was given for it is not shown: it may be a misspelled secret. */
  void unknown(Source source, String name, Iterable<String> known) {
    unknown(source, name, known, "freshet config reference");
  }

  /**
   * A key nobody knows.
   *
   * @param reference the command that lists all
   */
  public void unknown(Source source, String name, Iterable<String> known, String reference) {
    if (faults.size() == MAX) {
      untold++;
      return;
    }
    String expected =
        Nearest.to(name, known)
            .map(near -> "a key of the reference; did you mean " + near + "?")
            .orElse("a key of the reference: " + reference);
    add(source, name, "unknown", expected);
  }

  /** How many. */
  public int count() {
    return faults.size() + untold;
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigFaults when there is any
   */
  public void raise() {
    if (faults.isEmpty()) {
      return;
    }
    if (untold > 0) {
      faults.add(new Fault("", "faults", untold + " more", "at most " + MAX + " at once"));
    }
    throw new ConfigFaults(faults);
  }
}
