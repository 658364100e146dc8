package dev.freshet.tools.doctor;

import dev.freshet.tools.doctor.capacity.Capacities;
import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Examines a machine. Blocks on files. */
public final class Doctor {
  private Doctor() {}

  /**
   * Asks every rule.
   *
   * @param target how many connections it should hold; empty when nobody said
   */
  public static Report examine(Machine machine, ServerSettings settings, OptionalLong target) {
    return examine(machine, settings, target, false);
  }

  /** Asks the rules that matter to a server that starts, and that cost next to nothing. */
  public static Report examineAtStart(Machine machine, ServerSettings settings) {
    return examine(machine, settings, OptionalLong.empty(), true);
  }

  private static Report examine(
      Machine machine, ServerSettings settings, OptionalLong target, boolean atStart) {
    List<Capacity> capacities = Capacities.of(machine, settings);
    var subject = new Subject(machine, settings, target, capacities, atStart);
    List<Finding> findings =
        Stream.of(Rule.values())
            .filter(rule -> !atStart || rule.isForStart())
            .map(rule -> Finding.of(rule, rule.judge(subject)))
            .sorted(Comparator.comparing(Finding::level))
            .toList();
    return new Report(machine, settings, target, capacities, findings);
  }
}
