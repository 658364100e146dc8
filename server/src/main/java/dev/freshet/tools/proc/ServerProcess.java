package dev.freshet.tools.proc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A process as proc shows it, see proc(5): a server's or a client's. What cannot be read is empty.
 *
 * @param root where proc is
 * @param name its folder in proc: a process id, or {@code self}
 */
public record ServerProcess(Root root, String name) {
  /** Whoever reads. */
  public static final String SELF = "self";

  private static final long NANOS_A_TICK = 10_000_000;
  private static final long KIBI = 1_024;

  /** More threads than a server has. */
  private static final int TASKS_MAX = 10_000;

  /** The listening socket is among the first that a server opens. */
  private static final int DESCRIPTORS_LOOKED_AT = 1_024;

  /** The process of that number on this machine. */
  public static ServerProcess of(long pid) {
    return new ServerProcess(Root.system(), Long.toString(pid));
  }

  /** The limit that holds for open files: one more than the highest descriptor there may be. */
  public OptionalLong openFilesMax() {
    return limit("Max open files", 0);
  }

  /** As far as the process may raise that limit. */
  public OptionalLong openFilesHardMax() {
    return limit("Max open files", 1);
  }

  /** How many descriptors are open. */
  public OptionalLong descriptors() {
    return root.count(path("fd"));
  }

  /** Bytes of memory that are resident. */
  public OptionalLong resident() {
    OptionalLong exact = field("smaps_rollup", "Rss:", KIBI);
    return exact.isPresent() ? exact : field("status", "VmRSS:", KIBI);
  }

  /**
   * The same as the kernel has counted it, a little late: for who asks every few seconds, since
   * {@link #resident} has the kernel walk all pages.
   */
  public OptionalLong residentCounted() {
    return field("status", "VmRSS:", KIBI);
  }

  /** Bytes of memory that are resident; pages shared with others in part. */
  public OptionalLong proportional() {
    return field("smaps_rollup", "Pss:", KIBI);
  }

  /** Its threads. */
  public OptionalLong threads() {
    return field("status", "Threads:", 1);
  }

  /** Its threads, each with a name and a CPU time of its own. */
  public List<ServerProcess> tasks() {
    return root.names(path("task"), TASKS_MAX).stream()
        .map(task -> new ServerProcess(root, name + "/task/" + task))
        .toList();
  }

  /** User and system time of all threads, in nanoseconds, to 10 ms. */
  public OptionalLong cpuNanos() {
    Optional<String> stat = root.text(path("stat"));
    if (stat.isEmpty()) {
      return OptionalLong.empty();
    }
    // The program's name, in brackets, may have blanks and brackets.
    String[] fields = stat.get().substring(stat.get().lastIndexOf(')') + 2).split(" ", -1);
    return OptionalLong.of(
        (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_A_TICK);
  }

  /** Its number. */
  public long pid() {
    return name.equals(SELF) ? ProcessHandle.current().pid() : Long.parseLong(name);
  }

  /** Whether it can be looked at. */
  public boolean isThere() {
    return cpuNanos().isPresent();
  }

  /** The program's name, as the kernel has it; empty when it cannot be read. */
  public String program() {
    return root.text(path("comm")).orElse("");
  }

  private OptionalLong field(String file, String title, long unit) {
    return root.lines(path(file)).stream()
        .filter(line -> line.startsWith(title))
        .map(line -> Numbers.read(line.replaceAll("[^0-9]", "")))
        .flatMapToLong(OptionalLong::stream)
        .map(value -> value * unit)
        .findFirst();
  }

  /** Its command line; none when it is a kernel's thread or cannot be read. */
  public List<String> arguments() {
    return root.text(path("cmdline"))
        .filter(text -> !text.isEmpty())
        .map(text -> Arrays.asList(text.split("\0", -1)))
        .orElse(List.of());
  }

  /** What its network namespace is called, for comparison. */
  public Optional<String> networkNamespace() {
    return root.link(path("ns/net"));
  }

  /** The inodes of the first sockets it opened; none when others may not see them. */
  public Set<String> sockets() {
    return root.names(path("fd"), DESCRIPTORS_LOOKED_AT).stream()
        .map(descriptor -> root.link(path("fd/" + descriptor)).orElse(""))
        .filter(link -> link.startsWith("socket:["))
        .map(link -> link.substring("socket:[".length(), link.length() - 1))
        .collect(Collectors.toSet());
  }

  /** A file of its network namespace. */
  public String net(String file) {
    String own = path("net/" + file);
    return root.has(own) ? own : "proc/net/" + file;
  }

  /** A file of its folder. */
  public String path(String file) {
    return "proc/" + name + "/" + file;
  }

  private OptionalLong limit(String title, int column) {
    return root.lines(path("limits")).stream()
        .filter(line -> line.startsWith(title))
        .map(line -> line.substring(title.length()).strip().split("\\s+", -1))
        .filter(columns -> columns.length > column)
        .map(columns -> Numbers.read(columns[column]))
        .flatMapToLong(OptionalLong::stream)
        .findFirst();
  }
}
