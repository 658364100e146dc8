package dev.freshet.redis.rig;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program in a process of its own. What it writes goes to a file, so that it never waits for a
 * reader. It ends with the tests at the latest.
 */
public final class Child {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final int PATIENCE_SECONDS = 20;
  private static final int TAIL_LINES = 60;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program.
   *
   * @param log what it writes to both outputs is added to this file
   */
  public static Child start(List<String> command, Path folder, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    RUNNING.add(process);
    var _ = process.onExit().thenAccept(RUNNING::remove);
    return new Child(process, log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a power cut does (SIGKILL), and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Asks it to end (SIGTERM) and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until it has ended; answers its exit code. */
  public int awaitEnd(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + longest + ":\n" + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return process.exitValue();
  }

  /** Lets it do nothing while its sockets stay open (SIGSTOP). */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    // The shell's own kill: the program of that name is not on every machine.
    var command = List.of("/bin/sh", "-c", "kill -" + name + " " + pid());
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + name + ": " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it has written so far. */
  public List<String> lines() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last of what it has written. */
  public String tail() {
    List<String> lines = lines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Waits for a line, and fails when the process ends before it came. */
  public String awaitLine(Predicate<String> wanted) {
    try {
      return await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .failFast("it ended", () -> !isAlive() && lines().stream().noneMatch(wanted))
          .until(() -> lines().stream().filter(wanted).findFirst(), line -> line.isPresent())
          .orElseThrow();
    } catch (RuntimeException e) {
      throw new AssertionError("the line never came; this did:\n" + tail(), e);
    }
  }
}
