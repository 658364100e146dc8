package dev.freshet.tools.doctor;

import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found.
 *
 * @param target how many connections it should hold; empty when nobody said
 * @param capacities one for each limit, the first that is hit first
 * @param findings one for each rule that was asked, the worst first
 */
public record Report(
    Machine machine,
    ServerSettings settings,
    OptionalLong target,
    List<Capacity> capacities,
    List<Finding> findings) {

  /** The limit that is hit first; empty when none is known. */
  public Optional<Capacity> first() {
    return capacities.stream().filter(Capacity::isBound).findFirst();
  }

  /** The one after it. */
  public Optional<Capacity> next() {
    return capacities.stream().filter(Capacity::isBound).skip(1).findFirst();
  }

  /** Whether no rule fails; limits that are too low for the target are rules, too. */
  public boolean fits() {
    return findings.stream().noneMatch(each -> each.level() == Level.FAIL);
  }

  /** How many findings there are of a level. */
  public long count(Level level) {
    return findings.stream().filter(each -> each.level() == level).count();
  }
}
