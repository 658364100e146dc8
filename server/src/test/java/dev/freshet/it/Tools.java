package dev.freshet.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs that clients run in. Where one is absent its tests are aborted, which a banner in
 * the build's output says; with {@code FRESHET_CI} set they fail.
 */
public final class Tools {
  private static final int PATIENCE_SECONDS = 60;

  /**
   * How a program ended.
   *
   * @param status 0 when all went well
   * @param out what it wrote, errors included when they were not asked for apart
   */
  public record Ended(int status, String out) {}

  private Tools() {}

  /** The path of a program, the first of these names that there is. */
  public static String need(String... names) {
    for (String name : names) {
      // Debian has servers in /usr/sbin, which is not on everybody's PATH.
      String folders = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
      for (String folder : folders.split(File.pathSeparator, -1)) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    absent("there is no " + String.join(" or ", names) + " on the PATH");
    throw new AssertionError("not reached");
  }

  /** Says loudly what lacks, and ends the test: as failed where everything has to be there. */
  public static void absent(String what) {
    String caller =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .map(frame -> frame.getClassName())
                    .filter(name -> name.endsWith("IT"))
                    .findFirst()
                    .orElse("?"));
    String line = "#".repeat(78);
    System.err.printf("%n%s%n# NOT TESTED: %s%n# because %s.%n%s%n%n", line, caller, what, line);
    if (System.getenv("FRESHET_CI") != null) {
      throw new AssertionError(what);
    }
    assumeTrue(false, what);
  }

  /** Runs a program to its end; what it writes to both is read together. */
  public static Ended run(List<String> command) throws IOException, InterruptedException {
    return run(command, Path.of("."));
  }

  /** Runs a program in a folder. */
  public static Ended run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    return end(process, PATIENCE_SECONDS);
  }

  /** Reads what a process writes until it ends; one that takes too long is killed. */
  public static Ended end(Process process, int seconds) throws IOException, InterruptedException {
    var killer =
        Thread.startVirtualThread(() -> {
          try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
              process.destroyForcibly();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    killer.interrupt();
    return new Ended(status, out);
  }

  public static List<String> command(String first, String... rest) {
    var command = new ArrayList<String>();
    Stream.concat(Stream.of(first), Stream.of(rest)).forEach(command::add);
    return command;
  }

  /** A folder below the build's own, which every build may throw away. */
  public static Path target(String name) throws IOException {
    return Files.createDirectories(Path.of("target", "it", name).toAbsolutePath());
  }
}
