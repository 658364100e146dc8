package dev.freshet.tools.load.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that is a JVM of ours to ask: {@code jcmd} of the Java that runs this. */
public final class Jvm {
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern NATIVE =
      Pattern.compile("^-\\s+([A-Za-z ]+?)\\s+\\(reserved=\\d+KB, committed=(\\d+)KB");

  private final long pid;

  /** The process of that number. */
  public Jvm(long pid) {
    this.pid = pid;
  }

  /**
   * Live objects.
   *
   * @param bytes of all of them
   * @param byClass bytes of each class
   */
  public record Heap(long bytes, Map<String, Long> byClass) {}

  /** Collects garbage and counts what is left; empty when it is no JVM, or not ours to ask. */
  public Optional<Heap> liveHeap() throws InterruptedException {
    if (jcmd("GC.run").isEmpty()) {
      return Optional.empty();
    }
    return jcmd("GC.class_histogram").map(Jvm::heap).filter(heap -> heap.bytes() > 0);
  }

  /** Reads a class histogram. */
  static Heap heap(String told) {
    Map<String, Long> byClass = new TreeMap<>();
    long total = 0;
    for (String line : told.lines().toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length >= 4 && fields[0].matches("\\d+:")) {
        long bytes = Long.parseLong(fields[2]);
        byClass.merge(fields[3], bytes, Long::sum);
        total += bytes;
      }
    }
    return new Heap(total, byClass);
  }

  /** Committed bytes by kind of native memory; empty unless the JVM tracks them. */
  public Map<String, Long> nativeMemory() throws InterruptedException {
    return jcmd("VM.native_memory").map(Jvm::nativeMemory).orElse(Map.of());
  }

  /** Reads a summary of native memory tracking. */
  static Map<String, Long> nativeMemory(String told) {
    Map<String, Long> kinds = new TreeMap<>();
    for (String line : told.lines().toList()) {
      Matcher matcher = NATIVE.matcher(line);
      if (matcher.find()) {
        kinds.put(matcher.group(1), Long.parseLong(matcher.group(2)) * 1024);
      }
    }
    return kinds;
  }

  private Optional<String> jcmd(String command) throws InterruptedException {
    if (pid == ProcessHandle.current().pid()) {
      // It would stop all threads to answer, and wait for the one that reads the answer.
      return Optional.empty();
    }
    String jcmd =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
      String told = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(told) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
