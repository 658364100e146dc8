package dev.freshet.it.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What whole-system tests measured. With {@code -Dfailures.write=true} it becomes a file of {@code
 * bench/results}, begun by the command that writes it.
 */
final class Numbers {
  private static final Path FILE = Path.of("..", "bench", "results", "2026-11-25-failures.md");
  private static final String COMMAND =
      "mvn -pl server test-compile failsafe:integration-test"
          + " -Dit.test='dev.freshet.it.cluster.*IT' -Dfailures.write=true";

  private static final Map<String, Map<String, Object>> ROWS = new LinkedHashMap<>();

  private Numbers() {}

  /** Keeps a row, and writes all that are known so far. */
  static synchronized void keep(String what, Map<String, Object> row) throws IOException {
    System.err.printf("%s: %s%n", what, row);
    ROWS.put(what, new LinkedHashMap<>(row));
    if (Boolean.getBoolean("failures.write")) {
      Files.write(FILE, lines());
    }
  }

  private static String text(Object value) {
    return value instanceof Map<?, ?> counts
        ? counts.entrySet().stream()
            .map(count -> count.getValue() + " × " + count.getKey())
            .collect(Collectors.joining(", "))
        : value.toString();
  }

  private static String about() {
    return """
    Three nodes in processes of their own behind HAProxy, with Redis and all clients on one machine
    of %d cores (JDK %s, %s). `cluster.lease` is %d s, everything else of Redis as by default; a Redis
    Cluster or a Sentinel takes a master for dead after 1 to 1.5 s. Clients: 6 `EventSource` of two
    channels with history each, 5 WebSockets of one with and 3 of one without, 8 pusher-js of one with,
    one without and a presence channel. 120 publications a second go to 4 channels with history,
    up to 50 to one without. Each row is one run in which all that is promised was checked.

    - all well again: from when it was mended (or broken, where nothing is mended) until 120 further
      publications were taken and all clients were connected and subscribed
    - longest to be taken: of a publication with history, from its first attempt on; it is repeated,
      after as long as the answer says, until it is taken
    - told that the past is gone: clients and channels, each counts once; else all was heard
    - lost without history: of what was answered with 200, times a client did not hear it
    - last client back: from when it was broken until the last that was cut off was subscribed again;
      0 where none was cut off
    - webhook repeats: events that came more than once, under the same id\
    """
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            Site.LEASE.toSeconds());
  }

  private static List<String> lines() {
    var columns = new LinkedHashSet<String>();
    ROWS.values().forEach(row -> columns.addAll(row.keySet()));
    var lines = new ArrayList<String>();
    lines.add(COMMAND);
    lines.add("");
    lines.addAll(about().lines().toList());
    lines.add("");
    lines.add("| what breaks | " + String.join(" | ", columns) + " |");
    lines.add("|---".repeat(columns.size() + 1) + "|");
    ROWS.forEach((what, row) -> {
      var line = new StringBuilder("| ").append(what).append(" |");
      for (String column : columns) {
        line.append(' ').append(text(row.getOrDefault(column, ""))).append(" |");
      }
      lines.add(line.toString());
    });
    return lines;
  }
}
