package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A machine, seen from one process on it. Files are read when they are asked for, so that a check
 * that looks at little costs little. Used by one thread at a time; blocks on files.
 */
public final class Machine {
  private final Root root;
  private final ServerProcess process;
  private final boolean server;
  private final Cgroup cgroup;

  private Machine(Root root, String process, boolean server) {
    this.root = root;
    this.process = new ServerProcess(root, process);
    this.server = server;
    this.cgroup = Cgroup.of(this.process);
  }

  /**
   * With a server that runs.
   *
   * @param process its id, or {@link ServerProcess#SELF} when it asks itself
   */
  public static Machine ofServer(Root root, String process) {
    return new Machine(root, process, true);
  }

  /** Without one: as if it were started by whoever asks. */
  public static Machine ofCaller(Root root) {
    return new Machine(root, ServerProcess.SELF, false);
  }

  /** One that nobody has seen yet: all that is asked of it is unknown. */
  public static Machine unknown() {
    return new Machine(Root.nowhere(), ServerProcess.SELF, false);
  }

  /** Whether there is anything to read. */
  public boolean isKnown() {
    return root.has("proc");
  }

  /** Where it is read from. */
  public Root root() {
    return root;
  }

  /** The process whose limits count. */
  public ServerProcess process() {
    return process;
  }

  /** Whether that is a server that runs, and not whoever asks. */
  public boolean isServer() {
    return server;
  }

  /** The control groups of the process. */
  public Cgroup cgroup() {
    return cgroup;
  }

  /** What runs the process. */
  public Place place() {
    return Place.of(root, cgroup);
  }

  /** Counters and cards. */
  public Network network() {
    return new Network(process);
  }

  /** The first number of a kernel parameter such as {@code net.core.somaxconn}. */
  public OptionalLong sysctl(String key) {
    return root.number(path(key));
  }

  /** All numbers of a kernel parameter. */
  public List<Long> sysctls(String key) {
    return root.numbers(path(key));
  }

  /** The text of a kernel parameter. */
  public Optional<String> sysctlText(String key) {
    return root.text(path(key));
  }

  private static String path(String key) {
    return "proc/sys/" + key.replace('.', '/');
  }

  /** Bytes of memory the machine has. */
  public OptionalLong memory() {
    return memory("MemTotal");
  }

  /** Bytes that programs can still get without swapping. */
  public OptionalLong memoryAvailable() {
    return memory("MemAvailable");
  }

  private OptionalLong memory(String name) {
    OptionalLong kilobytes = Fields.of(root.lines("proc/meminfo")).find(name);
    return kilobytes.isPresent()
        ? OptionalLong.of(kilobytes.getAsLong() * 1024)
        : OptionalLong.empty();
  }

  /** How many processors are on line. */
  public OptionalLong processors() {
    long count = 0;
    for (String range : root.text("sys/devices/system/cpu/online").orElse("").split(",", -1)) {
      String[] ends = range.split("-", 2);
      OptionalLong first = Numbers.read(ends[0]);
      OptionalLong last = Numbers.read(ends[ends.length - 1]);
      if (first.isEmpty() || last.isEmpty()) {
        return OptionalLong.empty();
      }
      count += last.getAsLong() - first.getAsLong() + 1;
    }
    return OptionalLong.of(count);
  }

  /** The kernel's release, such as {@code 6.12.1}. */
  public String kernel() {
    return root.text("proc/sys/kernel/osrelease").orElse("unknown");
  }

  /** What is chosen of transparent huge pages: always, madvise or never. */
  public Optional<String> hugePages() {
    return root.text("sys/kernel/mm/transparent_hugepage/enabled")
        .filter(text -> text.matches(".*\\[.+].*"))
        .map(text -> text.replaceFirst(".*\\[(.+)].*", "$1"));
  }

  /** How far the heap may grow; empty when neither memory nor a size is known. */
  public Optional<Heap> heap() {
    if (process.name().equals(ServerProcess.SELF) && root.isSystem()) {
      return Optional.of(new Heap(Runtime.getRuntime().maxMemory(), "as this JVM was started"));
    }
    OptionalLong memory = memory();
    long most = Math.min(memory.orElse(Numbers.UNLIMITED), cgroup.memoryMax());
    Heap heap = Heap.of(process.arguments(), most);
    return most == Numbers.UNLIMITED && heap.how().endsWith("of memory")
        ? Optional.empty()
        : Optional.of(heap);
  }

  /**
   * Where the process listens; before it does, nobody.
   *
   * @param port where it should, in case its descriptors cannot be seen
   */
  public List<Listeners.Listener> listeners(int port) {
    return Listeners.of(process, port);
  }

  /** How many connections those listeners hold, asked of {@code ss}; empty where it cannot be. */
  public OptionalLong backlog(List<Listeners.Listener> listeners) {
    if (!root.isSystem() || listeners.isEmpty() || isElsewhere()) {
      return OptionalLong.empty();
    }
    Set<Integer> ports =
        listeners.stream().map(Listeners.Listener::port).collect(Collectors.toSet());
    return SocketStatistics.backlog(ports);
  }

  /** Whether the process has a network namespace other than the one whose parameters are read. */
  public boolean isElsewhere() {
    Optional<String> own = new ServerProcess(root, ServerProcess.SELF).networkNamespace();
    Optional<String> other = process.networkNamespace();
    return own.isPresent() && other.isPresent() && !own.equals(other);
  }
}
