package dev.freshet.tools.load.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One process of this machine, a server's or a client's. */
public final class ServerProcess {
  private static final long NANOS_A_TICK = 10_000_000;
  private static final long KIBI = 1024;

  private final Proc proc;
  private final long pid;

  /** The process of that number. */
  public ServerProcess(Proc proc, long pid) {
    this.proc = proc;
    this.pid = pid;
  }

  /** Its number. */
  public long pid() {
    return pid;
  }

  /** Whether it can be looked at. */
  public boolean isThere() {
    return cpuNanos().isPresent();
  }

  /** The program's name, as the kernel has it. */
  public String name() {
    List<String> lines = proc.lines(pid + "/comm");
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  /** User and system time of all threads, in nanoseconds, to 10 ms. */
  public OptionalLong cpuNanos() {
    List<String> lines = proc.lines(pid + "/stat");
    if (lines.isEmpty()) {
      return OptionalLong.empty();
    }
    String stat = lines.getFirst();
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return OptionalLong.of(
        (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_A_TICK);
  }

  /** Bytes of memory that are resident; pages shared with others in part. */
  public OptionalLong pss() {
    return kibi(pid + "/smaps_rollup", "Pss:");
  }

  /** Bytes of memory that are resident. */
  public OptionalLong rss() {
    OptionalLong exact = kibi(pid + "/smaps_rollup", "Rss:");
    return exact.isPresent() ? exact : kibi(pid + "/status", "VmRSS:");
  }

  /** Its threads. */
  public OptionalLong threads() {
    return number(pid + "/status", "Threads:");
  }

  /** Its open files. */
  public OptionalLong files() {
    try (Stream<Path> files = Files.list(proc.root().resolve(pid + "/fd"))) {
      return OptionalLong.of(files.count());
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong kibi(String file, String name) {
    OptionalLong number = number(file, name);
    return number.isPresent() ? OptionalLong.of(number.getAsLong() * KIBI) : number;
  }

  private OptionalLong number(String file, String name) {
    for (String line : proc.lines(file)) {
      if (line.startsWith(name)) {
        return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")));
      }
    }
    return OptionalLong.empty();
  }
}
