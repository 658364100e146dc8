package dev.freshet.console.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What the kernel says of this process, see proc(5): two short files. Empty where there is no proc.
 *
 * @param root {@code /proc/self}, but for tests
 */
record OwnProcess(Path root) {
  /** A clock tick of user space; the same on every Linux. */
  private static final long NANOS_A_TICK = 10_000_000;

  /** Where user time and system time stand after the name of the program. */
  private static final int USER = 11;

  static OwnProcess system() {
    return new OwnProcess(Path.of("/proc/self"));
  }

  /** CPU time, user and system, in nanoseconds. */
  OptionalLong cpuNanos() {
    try {
      String stat = Files.readString(root.resolve("stat"));
      // The name of the program may have spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
      return OptionalLong.of(ticks * NANOS_A_TICK);
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** Resident memory in bytes. */
  OptionalLong residentBytes() {
    try {
      for (String line : Files.readAllLines(root.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Told below.
    }
    return OptionalLong.empty();
  }
}
