package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.doctor.machine.Heap;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reckons how many connections each limit leaves room for. */
public final class Capacities {
  private final Machine machine;
  private final ServerSettings settings;

  /** What the server has open now, most of it connections; 0 when none runs. */
  private final long open;

  private Capacities(Machine machine, ServerSettings settings) {
    this.machine = machine;
    this.settings = settings;
    this.open = machine.isServer() ? machine.process().descriptors().orElse(0) : 0;
  }

  /** One for each limit, the first that is hit first, those that are not known last. */
  public static List<Capacity> of(Machine machine, ServerSettings settings) {
    var all = new Capacities(machine, settings);
    return Stream.of(Limit.values())
        .map(all::of)
        .sorted(
            Comparator.comparing((Capacity each) -> each.holds().isEmpty())
                .thenComparingLong(each -> each.holds().orElse(0)))
        .toList();
  }

  private Capacity of(Limit limit) {
    return switch (limit) {
      case OPEN_FILES -> descriptors(limit, machine.process().openFilesMax(), "allowed");
      case NR_OPEN -> descriptors(limit, machine.sysctl("fs.nr_open"), "fs.nr_open");
      case SYSTEM_FILES -> systemFiles();
      case MEMORY -> memory();
      case HEAP -> heap();
      case CONNTRACK -> conntrack();
      case APPS ->
          new Capacity(
              limit, OptionalLong.of(settings.connections()), "limits.connections of all apps");
    };
  }

  private Capacity descriptors(Limit limit, OptionalLong max, String what) {
    if (max.isEmpty()) {
      return Capacity.unknown(limit, what + " is not known");
    }
    // As the server itself reckons when it turns clients away: of a small limit half is kept.
    long reserve = Math.min(settings.reserve(), max.getAsLong() / 2);
    return new Capacity(
        limit,
        OptionalLong.of(Numbers.less(max.getAsLong(), reserve)),
        "%s %s, %s kept for the server itself"
            .formatted(Words.count(max.getAsLong()), what, Words.count(reserve)));
  }

  private Capacity systemFiles() {
    List<Long> numbers = machine.sysctls("fs.file-nr");
    OptionalLong max = machine.sysctl("fs.file-max");
    if (max.isEmpty() || numbers.isEmpty()) {
      return Capacity.unknown(Limit.SYSTEM_FILES, "fs.file-max or fs.file-nr is not known");
    }
    long others = Math.max(0, numbers.getFirst() - open);
    return new Capacity(
        Limit.SYSTEM_FILES,
        OptionalLong.of(Numbers.less(max.getAsLong(), others + settings.reserve())),
        "%s for the machine, others have %s open"
            .formatted(Words.count(max.getAsLong()), Words.count(others)));
  }

  private Capacity memory() {
    OptionalLong available = machine.memoryAvailable();
    Optional<Heap> heap = machine.heap();
    if (available.isEmpty() || heap.isEmpty()) {
      return Capacity.unknown(Limit.MEMORY, "the memory of the machine is not known");
    }
    // What the server has now is its own to use.
    long own = machine.isServer() ? machine.process().resident().orElse(0) + open * Cost.KERNEL : 0;
    long left = Math.min(available.getAsLong(), machine.cgroup().memoryLeft()) + own;
    long outside = left - heap.get().max() - Cost.BASE;
    long each = Cost.KERNEL + Cost.NATIVE;
    return new Capacity(
        Limit.MEMORY,
        OptionalLong.of(Math.max(0, outside / each)),
        "%s left by the heap's %s and a base of %s, %s a connection"
            .formatted(
                Words.bytes(Math.max(0, outside)),
                Words.bytes(heap.get().max()),
                Words.bytes(Cost.BASE),
                Words.count(each) + " B"));
  }

  private Capacity heap() {
    return machine
        .heap()
        .map(heap -> {
          long history =
              settings.historyBytes() == 0
                  ? (long) (heap.max() * Cost.HISTORY)
                  : settings.historyBytes();
          long usable = (long) (heap.max() * (1 - Cost.HEAP_FREE)) - history - Cost.BASE_HEAP;
          return new Capacity(
              Limit.HEAP,
              OptionalLong.of(Math.max(0, usable / Cost.HEAP)),
              String.format(
                  Locale.ROOT,
                  "%s of %s (%s), %s B a connection",
                  Words.bytes(Math.max(0, usable)),
                  Words.bytes(heap.max()),
                  heap.how(),
                  Words.count(Cost.HEAP)));
        })
        .orElse(Capacity.unknown(Limit.HEAP, "the size of the heap is not known"));
  }

  private Capacity conntrack() {
    OptionalLong max = machine.sysctl("net.netfilter.nf_conntrack_max");
    OptionalLong count = machine.sysctl("net.netfilter.nf_conntrack_count");
    if (max.isEmpty() || count.isEmpty()) {
      return new Capacity(
          Limit.CONNTRACK, OptionalLong.of(Numbers.UNLIMITED), "no connection tracking");
    }
    if (count.getAsLong() == 0) {
      return new Capacity(
          Limit.CONNTRACK, OptionalLong.of(Numbers.UNLIMITED), "connections are not tracked");
    }
    long others = Math.max(0, count.getAsLong() - open);
    return new Capacity(
        Limit.CONNTRACK,
        OptionalLong.of(Numbers.less(max.getAsLong(), others)),
        "%s entries, others have %s".formatted(Words.count(max.getAsLong()), Words.count(others)));
  }
}
