package dev.freshet.tools.plan;

import java.util.List;

/** Inputs that cannot be planned with, and what is wrong with each. */
public final class InputFaults extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  /** With at least one fault. */
  public InputFaults(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** At least one, in the form {@code --name: value (expected: …)}. */
  public List<String> faults() {
    return faults;
  }
}
