package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.util.List;

/** Finds servers of ours among the processes. */
public final class Servers {
  /** More than a machine has. */
  private static final int PROCESSES_MAX = 100_000;

  private Servers() {}

  /** The processes that are {@code freshet serve}, by their command lines, lowest id first. */
  public static List<ServerProcess> running(Root root) {
    return root.names("proc", PROCESSES_MAX).stream()
        .filter(name -> name.matches("[0-9]{1,9}"))
        .sorted((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
        .map(name -> new ServerProcess(root, name))
        .filter(process -> isServer(process.arguments()))
        .toList();
  }

  /** Whether a JVM was given our jar or main class, and the command {@code serve} after it. */
  static boolean isServer(List<String> arguments) {
    for (int i = 1; i + 1 < arguments.size(); i++) {
      String each = arguments.get(i);
      boolean jar =
          arguments.get(i - 1).equals("-jar")
              && each.substring(each.lastIndexOf('/') + 1).matches("freshet[^/]*\\.jar");
      if (jar || each.equals("dev.freshet.Main")) {
        return arguments.get(i + 1).equals("serve");
      }
    }
    return false;
  }
}
