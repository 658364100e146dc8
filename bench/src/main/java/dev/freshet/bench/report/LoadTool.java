package dev.freshet.bench.report;

import dev.freshet.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code freshet load} as a process of its own, and the report that it writes. */
public final class LoadTool {
  private static final int MOST_MINUTES = 90;

  private LoadTool() {}

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs it to its end; its progress goes to this program's own.
   *
   * @param arguments what follows {@code freshet load}
   * @return the report; see docs/reference/load.md
   */
  public static Map<String, Object> run(Path logs, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(logs);
    Path out = Files.createTempFile(logs, "load-", ".json");
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.freshet.Main",
            "load"));
    command.addAll(arguments);
    command.addAll(List.of("--out", out.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.destroy();
      throw new IOException("freshet load did not end: " + arguments);
    }
    Map<String, Object> report = Json.tree(Files.readString(out));
    if (report == null) {
      throw new IOException("freshet load ended with " + process.exitValue() + ": " + arguments);
    }
    return report;
  }

  /** A number within a report, by its path; not a number where there is none. */
  public static double number(Map<String, Object> report, String... path) {
    Object at = report;
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** A part of a report. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> part(Map<String, Object> report, String name) {
    return report.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The parts of a list in a report. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> parts(Map<String, Object> report, String name) {
    return report.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }
}
