package dev.freshet.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scripts of {@code src/test/node} beside the npm packages they use, below the build's folder.
 * Packages are installed once and kept while the lock file stays the same.
 *
 * @param program the path of Node
 * @param release its major version, at least 20
 * @param folder where the scripts and {@code node_modules} are
 */
public record NodePackages(String program, int release, Path folder) {
  private static final Path SOURCES = Path.of("src", "test", "node");
  private static final String LOCK = "package-lock.json";

  /** Copies the scripts and installs what lacks; aborts the test where that cannot be done. */
  public static synchronized NodePackages install() throws IOException, InterruptedException {
    String program = Tools.need("node");
    String version = Tools.run(List.of(program, "--version")).out().strip();
    int release = Integer.parseInt(version.substring(1, version.indexOf('.')));
    if (release < 20) {
      Tools.absent("Node is " + version + ", and 20 is the oldest that has a WebSocket");
    }
    Path folder = Tools.target("node");
    boolean same =
        Files.isDirectory(folder.resolve("node_modules"))
            && Files.mismatch(SOURCES.resolve(LOCK), folder.resolve(LOCK)) == -1;
    copy(SOURCES, folder);
    if (!same) {
      var installed =
          Tools.run(
              List.of(Tools.need("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"),
              folder);
      if (installed.status() != 0) {
        delete(folder.resolve("node_modules"));
        Tools.absent("npm ci failed: " + installed.out().strip());
      }
    }
    return new NodePackages(program, release, folder);
  }

  /** Copies a folder's files and those of its folders over another's. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Starts a script with a WebSocket of Node's own; what it says wrong is the build's output. */
  public ProcessBuilder command(String script, String... arguments) {
    var command = new ArrayList<>(List.of(program));
    if (release < 22) {
      command.add("--experimental-websocket");
    }
    command.add(script);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }
}
