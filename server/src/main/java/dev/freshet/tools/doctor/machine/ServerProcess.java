package dev.freshet.tools.doctor.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A process as proc shows it, see proc(5).
 *
 * @param root where proc is
 * @param name its folder in proc: a process id, or {@code self}
 */
public record ServerProcess(Root root, String name) {
  /** Whoever reads. */
  public static final String SELF = "self";

  /** The listening socket is among the first that a server opens. */
  private static final int DESCRIPTORS_LOOKED_AT = 1_024;

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

  /** Bytes of memory in use. */
  public OptionalLong resident() {
    return root.lines(path("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Numbers.read(line.replaceAll("[^0-9]", "")))
        .flatMapToLong(OptionalLong::stream)
        .map(kilobytes -> kilobytes * 1024)
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
  Set<String> sockets() {
    return root.names(path("fd"), DESCRIPTORS_LOOKED_AT).stream()
        .map(descriptor -> root.link(path("fd/" + descriptor)).orElse(""))
        .filter(link -> link.startsWith("socket:["))
        .map(link -> link.substring("socket:[".length(), link.length() - 1))
        .collect(Collectors.toSet());
  }

  /** A file of its network namespace. */
  String net(String file) {
    String own = path("net/" + file);
    return root.has(own) ? own : "proc/net/" + file;
  }

  String path(String file) {
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
