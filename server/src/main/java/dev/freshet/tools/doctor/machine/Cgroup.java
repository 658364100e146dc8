package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the control groups of a process allow it, in version 1, version 2 or both: limits of all the
 * groups above hold as well. See cgroup-v2.rst and cgroup-v1/memory.rst of the kernel.
 */
public final class Cgroup {
  private static final String MOUNT = "sys/fs/cgroup";

  /** A group's folder, and what its files are called. */
  private record Level(String folder, Names names) {}

  private record Names(String memoryMax, String memoryUsed, String inactive) {}

  private static final Names V1 =
      new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
  private static final Names V2 = new Names("memory.max", "memory.current", "inactive_file");

  private final Root root;
  private final String path;
  private final List<Level> memory;
  private final List<String> pids;

  private Cgroup(Root root, String path, List<Level> memory, List<String> pids) {
    this.root = root;
    this.path = path;
    this.memory = memory;
    this.pids = pids;
  }

  /** That of a process. */
  static Cgroup of(ServerProcess process) {
    Root root = process.root();
    Map<String, String> paths = paths(root.lines(process.path("cgroup")));
    String unified = paths.get("");
    String memory = paths.get("memory");
    String pids = paths.get("pids");
    boolean v2 = memory == null;
    List<String> folders =
        v2 ? folders(root, MOUNT, unified) : folders(root, MOUNT + "/memory", memory);
    List<String> pidFolders =
        pids == null ? folders(root, MOUNT, unified) : folders(root, MOUNT + "/pids", pids);
    String systemd = paths.getOrDefault("name=systemd", "/");
    String shown = systemd.length() > 1 || unified == null ? systemd : unified;
    return new Cgroup(
        root,
        memory != null && memory.length() > shown.length() ? memory : shown,
        folders.stream().map(folder -> new Level(folder, v2 ? V2 : V1)).toList(),
        pidFolders);
  }

  private static Map<String, String> paths(List<String> lines) {
    var paths = new HashMap<String, String>();
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        for (String controller : parts[1].split(",", -1)) {
          paths.put(controller, parts[2]);
        }
      }
    }
    return paths;
  }

  /** From the group itself up to what is mounted, which in a container is its own group. */
  private static List<String> folders(
      Root root, String mount, @org.jspecify.annotations.Nullable String path) {
    var folders = new ArrayList<String>();
    String rest = path == null || path.contains("..") ? "" : path.replaceAll("/+$", "");
    while (!rest.isEmpty()) {
      if (root.has(mount + rest)) {
        folders.add(mount + rest);
      }
      rest = rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }
    folders.add(mount);
    return folders;
  }

  /** The group's path, as far as it tells who started the process. */
  public String path() {
    return path;
  }

  /**
   * Bytes of memory the process may use together with its group; without bound when none is set.
   */
  public long memoryMax() {
    return memory.stream().mapToLong(this::memoryMax).min().orElse(Numbers.UNLIMITED);
  }

  /** Bytes that are left of {@link #memoryMax}, counting those as left that the kernel can drop. */
  public long memoryLeft() {
    return memory.stream().mapToLong(this::memoryLeft).min().orElse(Numbers.UNLIMITED);
  }

  private long memoryMax(Level level) {
    return root.number(level.folder + "/" + level.names.memoryMax).orElse(Numbers.UNLIMITED);
  }

  private long memoryLeft(Level level) {
    long used = root.number(level.folder + "/" + level.names.memoryUsed).orElse(0);
    long droppable = Fields.of(root.lines(level.folder + "/memory.stat")).get(level.names.inactive);
    return Numbers.less(memoryMax(level), Math.max(0, used - droppable));
  }

  /** How often a process of the group was killed because memory was short. */
  public OptionalLong outOfMemoryKills() {
    for (Level level : memory) {
      for (String file : List.of("/memory.events", "/memory.oom_control")) {
        Fields fields = Fields.of(root.lines(level.folder + file));
        if (fields.has("oom_kill")) {
          return OptionalLong.of(fields.get("oom_kill"));
        }
      }
    }
    return OptionalLong.empty();
  }

  /** How many threads and processes may still be started; without bound when none is set. */
  public long tasksLeft() {
    return pids.stream()
        .mapToLong(folder ->
            Numbers.less(
                root.number(folder + "/pids.max").orElse(Numbers.UNLIMITED),
                root.number(folder + "/pids.current").orElse(0)))
        .min()
        .orElse(Numbers.UNLIMITED);
  }
}
