package dev.freshet.redis.rig;

import dev.freshet.it.Parsed;
import dev.freshet.it.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node in a process of its own, as it runs on a machine of its own: it can be killed, paused and
 * started again on its port.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Starts fast and stays small: several of these share two cores with their clients. */
  private static final List<String> JVM =
      List.of(
          "-Xmx160m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dfile.encoding=UTF-8",
          "-Dstdout.encoding=UTF-8");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path folder;
  private final int port;
  private final List<String> jvm;
  private Child child;

  /** How many files it may open; 0 for as many as we. */
  private final int files;

  private NodeProcess(String yaml, int files, List<String> jvm) throws IOException {
    this.files = files;
    this.folder = Files.createTempDirectory(Tools.target("nodes"), "node-");
    this.port = FreePort.next();
    this.jvm = jvm;
    Files.writeString(folder.resolve("freshet.yaml"), yaml);
  }

  /**
   * Starts a node and waits until it takes connections.
   *
   * @param yaml its configuration file; the port is chosen here
   * @param jvm flags for its Java beside the usual ones
   */
  public static NodeProcess start(String yaml, String... jvm) throws IOException {
    return started(begin(yaml, jvm));
  }

  /** The same for one that may open so many files. */
  public static NodeProcess startWithFiles(int files, String yaml) throws IOException {
    var node = new NodeProcess(yaml, files, List.of());
    node.beginAgain();
    return started(node);
  }

  private static NodeProcess started(NodeProcess node) {
    try {
      node.awaitStarted();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  /**
   * Starts a node and does not wait: {@link #awaitStarted} does, for several that start at once.
   */
  public static NodeProcess begin(String yaml, String... jvm) throws IOException {
    var node = new NodeProcess(yaml, 0, List.of(jvm));
    node.beginAgain();
    return node;
  }

  /** Starts it again after it ended, on the same port and with the same configuration. */
  public void restart() throws IOException {
    beginAgain();
    awaitStarted();
  }

  private void beginAgain() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException("the node runs");
    }
    var command = new ArrayList<String>();
    if (files > 0) {
      command.addAll(List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "bash"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.freshet.Main"));
    command.addAll(List.of("serve", "--config", "freshet.yaml", "--port", Integer.toString(port)));
    Files.deleteIfExists(folder.resolve("node.log.before"));
    if (Files.exists(log())) {
      Files.move(log(), folder.resolve("node.log.before"));
    }
    child = Child.start(command, folder, log());
  }

  /** Waits until it says where it answers. */
  public void awaitStarted() {
    child.awaitLine(line -> line.contains(" answers at "));
  }

  private Path log() {
    return folder.resolve("node.log");
  }

  public int port() {
    return port;
  }

  public long pid() {
    return child.pid();
  }

  public boolean isAlive() {
    return child != null && child.isAlive();
  }

  /** SIGKILL: nobody is told. */
  public void kill() {
    child.kill();
  }

  /** SIGTERM, without waiting. */
  public void terminate() {
    child.terminate();
  }

  /** Waits until it has ended and answers its exit code. */
  public int awaitEnd(Duration longest) {
    return child.awaitEnd(longest);
  }

  /** SIGSTOP. */
  public void pause() {
    child.pause();
  }

  /** SIGCONT. */
  public void resume() {
    child.resume();
  }

  /** What it has written since it was started last. */
  public List<String> lines() {
    return child.lines();
  }

  /** The last of that, for messages of failed tests. */
  public String tail() {
    return child.tail();
  }

  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** A request that is given up after some seconds. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(http(path)));
  }

  public HttpResponse<String> post(String path, String body) {
    return send(HttpRequest.newBuilder(http(path)).POST(BodyPublishers.ofString(body)));
  }

  /** Publishes and answers where it stands, as {@code epoch:offset}. */
  public String publish(String channel, String body, String secret) {
    var response =
        send(
            HttpRequest.newBuilder(http("/channels/" + channel))
                .header("Authorization", "Bearer " + secret)
                .POST(BodyPublishers.ofString(body)));
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Parsed.json(response.body()).position();
  }

  /** The sum of a metric's samples whose labels contain this text; needs open metrics. */
  public double metric(String name, String labels) {
    return sum(get("/metrics").body(), name, labels);
  }

  /** The same of a text of {@code /metrics}. */
  public static double sum(String metrics, String name, String labels) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    http.shutdownNow();
    if (isAlive()) {
      child.kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "node " + port;
  }
}
