package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.bytes;
import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Cost;
import dev.freshet.tools.doctor.capacity.Limit;
import dev.freshet.tools.doctor.capacity.Needs;
import dev.freshet.tools.doctor.machine.Heap;
import dev.freshet.tools.proc.Numbers;
import java.util.Optional;
import java.util.OptionalLong;

/** Rules about memory, and about threads. */
final class Memory {
  /** What a node takes for its loops, its virtual threads' carriers, the JVM's and Redis. */
  private static final long TASKS = 200;

  /** Of a container's memory the heap may be. */
  private static final double HEAP_SHARE = 0.75;

  private Memory() {}

  static Verdict memory(Subject subject) {
    Capacity capacity = subject.capacity(Limit.MEMORY);
    if (capacity.holds().isEmpty()) {
      return Verdict.unknown(capacity.how());
    }
    String found = "room for %s: %s".formatted(holds(capacity), capacity.how());
    if (!subject.isShort(Limit.MEMORY)) {
      return Verdict.ok(found);
    }
    Needs needs = subject.needs();
    return Verdict.fail(
        found,
        bytes(needs.outside()) + " beside the heap",
        "give machine or container %s, or the heap less (it needs %s)"
            .formatted(bytes(needs.memory()), bytes(needs.heap())));
  }

  private static String holds(Capacity capacity) {
    return count(capacity.holds().orElse(0));
  }

  static Verdict heap(Subject subject) {
    Capacity capacity = subject.capacity(Limit.HEAP);
    if (capacity.holds().isEmpty()) {
      return Verdict.unknown(capacity.how());
    }
    String found = "room for %s: %s".formatted(holds(capacity), capacity.how());
    long need = subject.needs().heap();
    return subject.isShort(Limit.HEAP)
        ? Verdict.fail(
            found,
            bytes(need) + " of heap",
            "FRESHET_JAVA_OPTS=-Xmx%dm".formatted((need >> 20) + 1))
        : Verdict.ok(found);
  }

  static Verdict container(Subject subject) {
    long max = subject.machine().cgroup().memoryMax();
    Optional<Heap> heap = subject.machine().heap();
    if (max == Numbers.UNLIMITED) {
      return Verdict.ok("no bound of a control group");
    }
    if (heap.isEmpty()) {
      return Verdict.unknown("the size of the heap");
    }
    long most = heap.get().max();
    String found = "the heap may be %s of %s".formatted(bytes(most), bytes(max));
    String expected = "at most " + bytes((long) (max * HEAP_SHARE));
    String change =
        "lower -Xmx or MaxRAMPercentage (the launcher's 40 leaves enough), or raise memory";
    if (Numbers.more(most, Cost.BASE) > max) {
      return Verdict.fail(found, expected, change);
    }
    return most > max * HEAP_SHARE ? Verdict.warn(found, expected, change) : Verdict.ok(found);
  }

  static Verdict kills(Subject subject) {
    OptionalLong kills = subject.machine().cgroup().outOfMemoryKills();
    if (kills.isEmpty()) {
      return Verdict.unknown("what the control group counts of kills");
    }
    String found = count(kills.getAsLong()) + " processes of the group were killed";
    return kills.getAsLong() == 0
        ? Verdict.ok(found)
        : Verdict.warn(found, "none", "give the container or unit more memory, or the heap less");
  }

  static Verdict tls(Subject subject) {
    return subject.settings().tls()
        ? Verdict.note(
            "TLS is on, and takes memory that is not reckoned here",
            "measure yours: process_resident_memory_bytes by freshet_connections")
        : Verdict.ok("TLS is off");
  }

  static Verdict tasks(Subject subject) {
    long left = subject.machine().cgroup().tasksLeft();
    String found = count(left) + " threads may still be started";
    return left < TASKS
        ? Verdict.warn(
            found,
            "at least " + count(TASKS),
            "raise TasksMax of the unit, --pids-limit of the container, or podPidsLimit of the"
                + " kubelet")
        : Verdict.ok(found);
  }

  static Verdict hugePages(Subject subject) {
    return subject
        .machine()
        .hugePages()
        .map(chosen ->
            chosen.equals("always")
                ? Verdict.note(
                    "transparent huge pages: always",
                    "choose madvise in /sys/kernel/mm/transparent_hugepage/enabled if memory is"
                        + " short; the JVM asks by itself with -XX:+UseTransparentHugePages")
                : Verdict.ok("transparent huge pages: " + chosen))
        .orElse(Verdict.unknown("what is chosen of transparent huge pages"));
  }
}
