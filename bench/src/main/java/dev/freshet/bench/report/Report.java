package dev.freshet.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One results file: its first line is the command that makes it again, then the machine, then
 * tables. What is written is printed as well.
 */
public final class Report {
  private final StringBuilder text = new StringBuilder();
  private final Path file;

  /** Begins the file of a run of {@code what} under {@code root}/bench/results. */
  public Report(Path root, String what, String command) throws IOException, InterruptedException {
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    file = root.resolve("bench/results").resolve(date + "-" + what + ".md");
    text.append(command).append("\n");
    heading("Machine");
    row("what", "value");
    rule(2);
    row("cores", "" + Runtime.getRuntime().availableProcessors());
    row("processor", processor());
    row("memory", memory());
    row("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    row("JDK", Runtime.version() + ", " + System.getProperty("java.vendor"));
    row("commit", commit(root));
    row("net.core.somaxconn", kernel("core/somaxconn"));
    row("TCP congestion control", kernel("ipv4/tcp_congestion_control"));
  }

  private static String processor() throws IOException {
    return field("/proc/cpuinfo", "model name");
  }

  private static String memory() throws IOException {
    return field("/proc/meminfo", "MemTotal");
  }

  private static String field(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String kernel(String name) throws IOException {
    Path path = Path.of("/proc/sys/net", name);
    if (!Files.exists(path)) {
      return "unknown";
    }
    // In one read: a second one, at an offset, is told the end of a number's file.
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[256];
      return new String(buffer, 0, Math.max(0, in.read(buffer)), UTF_8).strip();
    }
  }

  private static String commit(Path root) throws IOException, InterruptedException {
    String commit = git(root, "rev-parse", "--short=12", "HEAD");
    String changes = git(root, "status", "--porcelain", "--", "server", "freshet", "pom.xml");
    return changes.isEmpty() ? commit : commit + ", with uncommitted changes";
  }

  private static String git(Path root, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("git", "-C", root.toString()), Arrays.stream(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : "unknown";
  }

  /** A heading of the second level. */
  public void heading(String heading) {
    text.append("\n## ").append(heading).append("\n\n");
  }

  /** A paragraph. */
  public void say(String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  /** A row of a table. */
  public void row(String... cells) {
    text.append(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** The line between a table's head and its rows. */
  public void rule(int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }

  /** A line of progress, for whoever waits; not part of the file. */
  public static void progress(String line) {
    System.err.println(line);
  }

  /** Writes a plot beside the file, and shows it there. */
  public void plot(Plot plot) throws IOException {
    String name = file.getFileName().toString().replace(".md", ".svg");
    Files.createDirectories(file.getParent());
    plot.write(file.resolveSibling(name));
    text.append("\n![plot](").append(name).append(")\n");
  }

  /** Writes the file. */
  public void write() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    System.out.print(text);
    progress("written: " + file.getFileName());
  }

  /** A number with {@code digits} after the point. */
  public static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** A whole number. */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Bytes as MiB with one digit. */
  public static String mebi(double bytes) {
    return fixed(bytes / (1 << 20), 1);
  }

  /** The same. */
  public static String mebi(long bytes) {
    return mebi((double) bytes);
  }

  /** The middle value; of an even number of them the mean of the middle two. */
  public static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: one or more)");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
