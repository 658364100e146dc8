package dev.freshet.it.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

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

  private static List<String> lines() {
    var columns = new LinkedHashSet<String>();
    ROWS.values().forEach(row -> columns.addAll(row.keySet()));
    var lines = new ArrayList<String>();
    lines.add(COMMAND);
    lines.add("");
    lines.add("| what breaks | " + String.join(" | ", columns) + " |");
    lines.add("|---".repeat(columns.size() + 1) + "|");
    ROWS.forEach((what, row) -> {
      var line = new StringBuilder("| ").append(what).append(" |");
      for (String column : columns) {
        line.append(' ').append(row.getOrDefault(column, "")).append(" |");
      }
      lines.add(line.toString());
    });
    return lines;
  }
}
