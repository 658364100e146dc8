package dev.freshet.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.bench.process.Probe;
import dev.freshet.tools.load.frame.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server under measurement: a process of its own on a port below the ephemeral range. */
final class Server implements AutoCloseable {
  private static final int FIRST_PORT = 18_400;
  private static final int LAST_PORT = 18_999;
  private static final long START_NANOS = 120_000_000_000L;
  private static final Pattern BUCKET =
      Pattern.compile("(\\w+)_bucket\\{.*\\ble=\"([^\"]+)\".*} (\\S+)");
  private static int nextPort = FIRST_PORT;

  private final Target target;
  private final Process process;
  private final int port;
  private final Path log;
  private final long startNanos;

  private Server(Target target, Process process, int port, Path log, long startNanos) {
    this.target = target;
    this.process = process;
    this.port = port;
    this.log = log;
    this.startNanos = startNanos;
  }

  /** Starts {@code target} and waits for its first answer, two minutes at most. */
  static Server start(Target target, Path logs) throws IOException, InterruptedException {
    int port = freePort();
    Files.createDirectories(logs);
    Path log = logs.resolve(target.name() + "-" + port + ".log");
    List<String> command = new ArrayList<>();
    target.command().forEach(part -> command.add(part.replace("{port}", "" + port)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_"));
    builder.environment().putAll(target.environment());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long from = System.nanoTime();
    Process process = builder.start();
    while (!answers(target, port)) {
      if (!process.isAlive() || System.nanoTime() - from > START_NANOS) {
        process.destroyForcibly();
        throw new IOException(target.name() + " did not start:\n" + Files.readString(log));
      }
      Thread.sleep(1);
    }
    return new Server(target, process, port, log, System.nanoTime() - from);
  }

  /** A port below the ephemeral range that nobody listens on. */
  static synchronized int freePort() throws IOException {
    for (int tries = 0; tries <= LAST_PORT - FIRST_PORT; tries++) {
      int port = nextPort;
      nextPort = port == LAST_PORT ? FIRST_PORT : port + 1;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("ports " + FIRST_PORT + "-" + LAST_PORT + " are all taken");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(Loopback.of(1, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static boolean answers(Target target, int port) {
    try {
      if (target.freshet()) {
        return get(port, "/health").startsWith("HTTP/1.1 200");
      }
      try (Socket socket = new Socket()) {
        socket.connect(Loopback.of(1, port), 1000);
        return true;
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The whole answer to one request, on a connection of its own. */
  private static String get(int port, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(10_000);
      socket.connect(Loopback.of(1, port), 1000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      in.transferTo(answer);
      return answer.toString(UTF_8);
    }
  }

  /** Freshet's counters by name, summed over labels; empty for a peer. */
  Map<String, Double> metrics() throws IOException {
    Map<String, Double> sums = new TreeMap<>();
    if (!target.freshet()) {
      return sums;
    }
    for (String line : get(port, "/metrics").lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (line.startsWith("freshet_") && space > 0) {
        int brace = line.indexOf('{');
        String name = line.substring(0, brace < 0 ? space : brace);
        sums.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
      }
    }
    return sums;
  }

  /**
   * What Freshet's histogram of this name counted up to a bound, over all labels; {@code "+Inf"}
   * has all.
   */
  Map<String, Long> upTo(String histogram) throws IOException {
    var counts = new TreeMap<String, Long>();
    for (String line : get(port, "/metrics").lines().toList()) {
      Matcher matcher = BUCKET.matcher(line);
      if (matcher.matches() && matcher.group(1).equals(histogram)) {
        counts.merge(matcher.group(2), Math.round(Double.parseDouble(matcher.group(3))), Long::sum);
      }
    }
    return counts;
  }

  Target target() {
    return target;
  }

  int port() {
    return port;
  }

  /** From starting the process to its first answer. */
  double startMillis() {
    return startNanos / 1e6;
  }

  /** What the kernel and the JVM tell of the process. */
  Probe probe() {
    return new Probe(process.pid());
  }

  /** What the process printed. */
  String printed() throws IOException {
    return Files.readString(log);
  }

  /** Ends the process: politely, and after 20 seconds not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
