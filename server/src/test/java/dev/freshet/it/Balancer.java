package dev.freshet.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A balancer's configuration from {@code deploy/}, moved to this machine: its addresses, ports and
 * files are replaced, and the number of connections where the machine allows fewer; nothing else.
 */
public final class Balancer {
  private static final Pattern NODE = Pattern.compile("10\\.0\\.0\\.1([1-9]):8080");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Balancer() {}

  /** The text of a file below {@code deploy/}. */
  public static String deployed(String file) throws IOException {
    return Files.readString(Path.of("..", "deploy", file));
  }

  /** With the ports of nodes on this machine in the place of 10.0.0.11, 10.0.0.12 and so on. */
  static String withNodes(String config, List<Integer> ports) {
    Matcher matcher = NODE.matcher(config);
    if (matcher.results().mapToInt(found -> node(found.group(1))).max().orElse(0) != ports.size()) {
      throw new AssertionError("the configuration is not one for " + ports.size() + " nodes");
    }
    return matcher.replaceAll(found -> "127.0.0.1:" + ports.get(node(found.group(1)) - 1));
  }

  private static int node(String digit) {
    return Integer.parseInt(digit);
  }

  /** Replaces what must be there. */
  static String replace(String config, String before, String after) {
    if (!config.contains(before)) {
      throw new AssertionError("the configuration has no " + before);
    }
    return config.replace(before, after);
  }

  /** A port nobody listens on now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens; fails with what the process wrote when it ends before. */
  static void awaitPort(Process process, Path output, int port) throws IOException {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || isListening(port));
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(output));
    }
  }

  private static boolean isListening(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a check of a configuration; fails with what it wrote. */
  static void check(List<String> command) throws IOException, InterruptedException {
    var ended = Tools.run(command);
    if (ended.status() != 0) {
      throw new AssertionError(ended.out());
    }
  }

  /** Ends a process, by force when it does not end by itself. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
