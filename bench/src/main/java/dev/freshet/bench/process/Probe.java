package dev.freshet.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the kernel and the JVM tell of one process of this machine. Linux only. */
public record Probe(long pid) {
  private static final long NANOS_A_TICK = 10_000_000;

  /**
   * Live objects of a JVM.
   *
   * @param bytes of all of them
   * @param byClass bytes of each class
   */
  public record Heap(long bytes, Map<String, Long> byClass) {}

  /** User and system time of all threads, in nanoseconds, to 10 ms. */
  public long cpuNanos() throws IOException {
    return cpuNanos(proc("stat"));
  }

  /**
   * User and system time of the JVM's compiler threads, which is part of {@link #cpuNanos}; less
   * than it was when one of them has ended.
   */
  public long compilerNanos() throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc("task"))) {
      for (Path thread : threads) {
        String name = Files.readString(thread.resolve("comm"));
        if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
          nanos += cpuNanos(thread.resolve("stat"));
        }
      }
    }
    return nanos;
  }

  private static long cpuNanos(Path file) throws IOException {
    String stat = Files.readString(file);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_A_TICK;
  }

  /** Bytes of memory that are resident. */
  public long rss() throws IOException {
    return rollup("Rss:");
  }

  /** Bytes of memory that are resident, pages shared with others counted in part. */
  public long pss() throws IOException {
    return rollup("Pss:");
  }

  private long rollup(String name) throws IOException {
    for (String line : Files.readAllLines(proc("smaps_rollup"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("smaps_rollup has no " + name);
  }

  /** The JVM's flags, without what names a place on this machine. */
  public List<String> jvmFlags() throws IOException {
    List<String> flags = new ArrayList<>();
    String[] arguments = Files.readString(proc("cmdline")).split("\0", -1);
    for (int i = 1; i < arguments.length && arguments[i].startsWith("-"); i++) {
      if (arguments[i].equals("-jar") || arguments[i].equals("-cp")) {
        break;
      }
      flags.add(arguments[i]);
    }
    return flags;
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }

  /** Collects garbage twice and counts what is left. */
  public Heap liveHeap() throws IOException, InterruptedException {
    jcmd("GC.run");
    Map<String, Long> byClass = new TreeMap<>();
    long total = 0;
    for (String line : jcmd("GC.class_histogram").lines().toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length >= 4 && fields[0].endsWith(":")) {
        long bytes = Long.parseLong(fields[2]);
        byClass.merge(fields[3], bytes, Long::sum);
        total += bytes;
      }
    }
    if (total == 0) {
      throw new IOException("jcmd told of no objects");
    }
    return new Heap(total, byClass);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + out);
    }
    return out;
  }
}
