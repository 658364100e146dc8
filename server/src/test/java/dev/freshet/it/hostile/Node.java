package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.freshet.Server;
import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A running node with a bystander: a subscriber that must not notice what others do to the node.
 */
final class Node implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Node.class.getName());

  /** The secret of the apps of {@link #configured}. */
  static final String SECRET = "a-secret-that-nobody-else-may-ever-see-0123456789";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What chunks the allocator may keep for later, whatever was done to the node. */
  private static final long ALLOCATOR_BYTES = 48L << 20;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final LogTrap log = new LogTrap();
  private final Server server;
  private final @Nullable SSLContext tls;
  private final HttpClient client;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final WebSocket bystander;
  private final String path;
  private final String credentials;
  private final long descriptors;
  private final long directBytes;

  private Node(Config config, @Nullable SSLContext tls) throws IOException {
    this.tls = tls;
    var http = HttpClient.newBuilder();
    client = tls == null ? http.build() : http.sslContext(tls).build();
    server = Server.start(config, "dev", "x");
    String first = config.apps().getFirst().key();
    credentials = config.development() ? "" : "Authorization: Bearer " + SECRET + "\r\n";
    String query = config.apps().size() > 1 ? "?app=" + first : "";
    path = "/channels/bystander" + query;
    var builder = client.newWebSocketBuilder();
    if (!config.development()) {
      builder.header("Authorization", "Bearer " + SECRET);
    }
    var url = URI.create((tls == null ? "ws" : "wss") + "://127.0.0.1:" + port() + path);
    bystander = persistently(() -> builder.buildAsync(url, new Ear(heard)).join());
    assertBystanderHears();
    descriptors = openDescriptors();
    directBytes = PlatformDependent.usedDirectMemory();
  }

  /** A node in development mode, on a free port, with these settings. */
  static Node development(Map<String, String> settings) throws IOException {
    return new Node(Config.load(Optional.empty(), Map.of(), onFreePort(settings)), null);
  }

  /**
   * A node in development mode that speaks TLS.
   *
   * @param tls trusts its certificate
   */
  static Node secure(Map<String, String> settings, SSLContext tls) throws IOException {
    return new Node(Config.load(Optional.empty(), Map.of(), onFreePort(settings)), tls);
  }

  /** A node with this configuration file, on a free port. */
  static Node configured(Path directory, String yaml, Map<String, String> settings)
      throws IOException {
    return new Node(load(directory, yaml, settings), null);
  }

  /** A configuration from a file's text. */
  static Config load(Path directory, String yaml, Map<String, String> settings) throws IOException {
    Path file = Files.writeString(directory.resolve("freshet.yaml"), yaml);
    return Config.load(Optional.of(file), Map.of(), onFreePort(settings));
  }

  private static Map<String, String> onFreePort(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("server.port", "0");
    all.putIfAbsent("stop.window", "0s");
    return all;
  }

  Server server() {
    return server;
  }

  InetSocketAddress address() {
    return server.address();
  }

  int port() {
    return address().getPort();
  }

  LogTrap log() {
    return log;
  }

  /** A new client that says nothing yet. */
  RawSocket connect() throws IOException {
    return tls == null ? new RawSocket(address()) : new RawSocket(secureSocket(tls));
  }

  private Socket secureSocket(SSLContext context) throws IOException {
    return context.getSocketFactory().createSocket(address().getAddress(), port());
  }

  /** A new WebSocket client of a channel. */
  RawSocket subscribe(String target) throws IOException {
    return connect().upgrade(target);
  }

  /** A number of the server now. */
  double value(Metric metric, String... labels) {
    return server.metrics().value(metric, labels);
  }

  /** Waits until a number of the server is this. */
  void awaitValue(double expected, Metric metric, String... labels) {
    patiently()
        .untilAsserted(
            () -> assertThat(value(metric, labels)).as(metric.exposed()).isEqualTo(expected));
  }

  /** Publishes, and the answer must be 200. */
  void publish(String target, String body) throws IOException {
    try (var socket = connect()) {
      String request =
          "POST %s HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(target, credentials, body.length(), body);
      assertThat(socket.send(request).reply().status()).isEqualTo(200);
    }
  }

  /** The status of {@code GET /ready}. */
  int askReady() throws IOException {
    try (var socket = connect()) {
      return socket
          .send("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .reply()
          .status();
    }
  }

  /** The bystander goes; the node has no client of its own any more. */
  void leave() {
    bystander.abort();
  }

  /** On a busy machine a client may miss the short timeouts of a test while its classes load. */
  private static WebSocket persistently(Supplier<WebSocket> handshake) {
    for (int i = 0; i < 9; i++) {
      try {
        return handshake.get();
      } catch (CompletionException e) {
        LOG.log(System.Logger.Level.INFO, "again: " + e.getMessage());
      }
    }
    return handshake.get();
  }

  /** What is published now reaches the bystander, and nothing else ever did. */
  void assertBystanderHears() throws IOException {
    String text = "bystander " + NUMBERS.incrementAndGet();
    publish(path, text);
    try {
      assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(text);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The bystander hears, everybody else is gone with what they held, and nothing was logged. */
  void assertUndisturbed() throws IOException {
    assertBystanderHears();
    awaitValue(1, Metric.SOCKETS);
    patiently()
        .untilAsserted(
            () -> assertThat(openDescriptors()).as("descriptors").isLessThanOrEqualTo(descriptors));
    assertThat(PlatformDependent.usedDirectMemory() - directBytes)
        .as("direct memory more than before")
        .isLessThan(ALLOCATOR_BYTES);
    assertThat(log.faults()).isEmpty();
  }

  /** Looks often, and for a bounded time. */
  static ConditionFactory patiently() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private static long openDescriptors() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getOpenFileDescriptorCount();
  }

  @Override
  public void close() {
    bystander.abort();
    client.close();
    server.close();
    log.close();
  }

  /** Puts what it hears in a queue; the end is something heard. */
  private record Ear(BlockingQueue<String> heard) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      heard.add("failed " + failure);
    }
  }
}
