package dev.freshet.tools.doctor;

import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Limit;
import dev.freshet.tools.doctor.capacity.Needs;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import java.util.List;
import java.util.OptionalLong;

/**
 * What rules judge.
 *
 * @param target how many connections it should hold; empty when nobody said
 * @param capacities one for each limit
 * @param isAtStart whether a server asks that starts, and nothing may take long
 */
record Subject(
    Machine machine,
    ServerSettings settings,
    OptionalLong target,
    List<Capacity> capacities,
    boolean isAtStart) {

  Capacity capacity(Limit limit) {
    return capacities.stream()
        .filter(each -> each.limit() == limit)
        .findFirst()
        .orElse(Capacity.unknown(limit, "not reckoned"));
  }

  /** What the target needs; that of no connections without one. */
  Needs needs() {
    return new Needs(target.orElse(0), settings);
  }

  /** Whether more connections are wanted than the limit leaves room for. */
  boolean isShort(Limit limit) {
    Capacity capacity = capacity(limit);
    return target.isPresent()
        && capacity.holds().isPresent()
        && capacity.holds().getAsLong() < target.getAsLong();
  }

  OptionalLong sysctl(String key) {
    return machine.sysctl(key);
  }

  /** How many connections wait until they are accepted at most, by what is asked for now. */
  long backlog() {
    return Math.min(settings.backlog(), sysctl("net.core.somaxconn").orElse(Numbers.UNLIMITED));
  }
}
