package dev.freshet.it;

import dev.freshet.Server;
import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A server on a free port, with what tests ask of it again and again. */
public final class Node implements AutoCloseable {
  private static final Map<String, String> FLAGS =
      Map.of("server.port", "0", "stop.window", "0s", "stop.timeout", "3s");

  private final Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  private Node(Config config) throws IOException {
    server = Server.start(config, "it", "it");
  }

  /**
   * In development mode.
   *
   * @param settings of the form {@code key=value}
   */
  public static Node development(String... settings) throws IOException {
    return new Node(Config.load(Optional.empty(), Map.of(), flags(settings)));
  }

  /** With a configuration file of this text. */
  public static Node of(String yaml, String... settings) throws IOException {
    Path file = Files.createTempFile("freshet", ".yaml");
    try {
      Files.writeString(file, yaml);
      return new Node(Config.load(Optional.of(file), Map.of(), flags(settings)));
    } finally {
      Files.delete(file);
    }
  }

  /** One app whose channels are open to all, with these lines for its rule. */
  public static Node withRule(List<String> rule, String... settings) throws IOException {
    String yaml =
        """
        apps:
          - id: "1"
            key: it
            secret: secret-of-the-integration-tests
            channels:
              - pattern: "*"
                publish: open
                subscribe: open
                history: open
        """;
    return of(yaml + "        " + String.join("\n        ", rule) + "\n", settings);
  }

  private static Map<String, String> flags(String... settings) {
    var flags = new HashMap<>(FLAGS);
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      flags.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return flags;
  }

  /** What one enters the console with; null where there is no token. */
  public @Nullable String consoleToken() {
    return server.consoleToken();
  }

  public int port() {
    return server.address().getPort();
  }

  /** The URL of a path that starts with a slash. */
  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public URI ws(String path) {
    return URI.create("ws://127.0.0.1:" + port() + path);
  }

  public double metric(Metric metric, String... labels) {
    return server.metrics().value(metric, labels);
  }

  /** A request by the JDK's client as it is made without any option. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same, whose answer may come later, or its end. */
  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(http(path)).header("Accept", "application/json"));
  }

  public HttpResponse<String> post(String path, String body) {
    return send(HttpRequest.newBuilder(http(path)).POST(BodyPublishers.ofString(body)));
  }

  /** Publishes and answers where it stands, as {@code epoch:offset}. */
  public String publish(String channel, String body) {
    var response = post("/channels/" + channel, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Parsed.json(response.body()).position();
  }

  @Override
  public void close() {
    // Now: streams that a test left open end with the server alone.
    http.shutdownNow();
    server.close();
  }
}
