package dev.freshet.tools.load.probe;

import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What {@code /proc} says of the whole machine.
 *
 * @param root {@code /}, but for tests
 */
public record Proc(Root root) {
  private static final long NANOS_A_TICK = 10_000_000;
  private static final long PAGE = 4096;

  /** More than a machine has. */
  private static final int PROCESSES_MAX = 100_000;

  /** This machine's. */
  public static Proc system() {
    return new Proc(Root.system());
  }

  private List<String> lines(String file) {
    return root.rows("proc/" + file);
  }

  /** CPU time of the whole machine that was spent, in nanoseconds. */
  public OptionalLong busyNanos() {
    // cpu user nice system idle iowait irq softirq steal …
    for (String line : lines("stat")) {
      if (line.startsWith("cpu ")) {
        String[] ticks = line.split(" +", -1);
        long all = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
          all += Long.parseLong(ticks[i]);
        }
        return OptionalLong.of(all * NANOS_A_TICK);
      }
    }
    return OptionalLong.empty();
  }

  /** Connections that found the accept queue full, and those that were dropped for any reason. */
  public Listens listens() {
    Map<String, Long> counters = pairs("net/netstat", "TcpExt:");
    return new Listens(
        counters.getOrDefault("ListenOverflows", 0L), counters.getOrDefault("ListenDrops", 0L));
  }

  /**
   * Counters since the machine started.
   *
   * @param overflows the accept queue was full
   * @param drops all connections dropped before they were accepted
   */
  public record Listens(long overflows, long drops) {
    /** What was added since {@code before}. */
    public Listens since(Listens before) {
      return new Listens(overflows - before.overflows, drops - before.drops);
    }
  }

  /** A line of names and a line of values that both begin with {@code prefix}. */
  private Map<String, Long> pairs(String file, String prefix) {
    var found = new HashMap<String, Long>();
    String[] names = null;
    for (String line : lines(file)) {
      if (line.startsWith(prefix + " ")) {
        String[] words = line.split(" ", -1);
        if (names == null) {
          names = words;
        } else {
          for (int i = 1; i < Math.min(words.length, names.length); i++) {
            found.put(names[i], Long.parseLong(words[i]));
          }
          break;
        }
      }
    }
    return found;
  }

  /** Bytes in the buffers of all TCP sockets of this machine. */
  public OptionalLong socketBufferBytes() {
    for (String line : lines("net/sockstat")) {
      if (line.startsWith("TCP:")) {
        return OptionalLong.of(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) * PAGE);
      }
    }
    return OptionalLong.empty();
  }

  /** TCP sockets of this machine, listening or not. */
  public OptionalLong sockets() {
    for (String line : lines("net/sockstat")) {
      int at = line.indexOf(" alloc ");
      if (line.startsWith("TCP:") && at > 0) {
        return OptionalLong.of(Long.parseLong(line.substring(at + 7).split(" ", 2)[0]));
      }
    }
    return OptionalLong.empty();
  }

  /** Bytes of kernel objects by the name of their cache; empty unless we are root. */
  public Map<String, Long> slab() {
    var slab = new HashMap<String, Long>();
    for (String line : lines("slabinfo")) {
      String[] words = line.split(" +", -1);
      if (words.length > 4 && !words[0].startsWith("#") && !words[0].equals("slabinfo")) {
        slab.put(words[0], Long.parseLong(words[1]) * Long.parseLong(words[3]));
      }
    }
    return slab;
  }

  /** Who listens on a port, by number of process; empty when nobody can be seen to. */
  public OptionalLong listener(int port) {
    String inode = inode(port);
    if (inode.isEmpty()) {
      return OptionalLong.empty();
    }
    return root.names("proc", PROCESSES_MAX).stream()
        .filter(name -> name.matches("[0-9]{1,9}"))
        .filter(name -> new ServerProcess(root, name).sockets().contains(inode))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private String inode(int port) {
    String suffix = ":%04X".formatted(port);
    for (String file : List.of("net/tcp", "net/tcp6")) {
      for (String line : lines(file)) {
        String[] words = line.strip().split(" +", -1);
        if (words.length > 9 && words[1].endsWith(suffix) && words[3].equals("0A")) {
          return words[9];
        }
      }
    }
    return "";
  }

  /** Bytes that wait in the kernel for the peers of a port's connections to take them. */
  public long queuedBytes(int port) {
    String suffix = ":%04X".formatted(port);
    long bytes = 0;
    for (String file : List.of("net/tcp", "net/tcp6")) {
      for (String line : lines(file)) {
        String[] words = line.strip().split(" +", 6);
        if (words.length > 4 && words[1].endsWith(suffix) && words[4].indexOf(':') > 0) {
          bytes += Long.parseLong(words[4].substring(0, words[4].indexOf(':')), 16);
        }
      }
    }
    return bytes;
  }
}
