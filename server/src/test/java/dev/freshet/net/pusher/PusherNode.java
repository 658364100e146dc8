package dev.freshet.net.pusher;

import dev.freshet.Server;
import dev.freshet.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node with an app that is open to backends (3), one that is not (4), and one with small bounds
 * (5).
 */
final class PusherNode implements AutoCloseable {
  private static final String YAML =
      """
      apps:
        - id: "3"
          key: %s
          secret: %s
          pusher:
            enabled: true
            client-events: private
          channels:
            - pattern: "kept"
              history-size: 10
              publish: secret
              subscribe: open
              history: open
            - pattern: "open*"
              publish: open
              subscribe: open
              history: open
        - id: "4"
          key: k4
          secret: %s
        - id: "5"
          key: k5
          secret: %s
          limits:
            publish-rate: 2
          pusher:
            enabled: true
            message-bytes: 100KiB
            batch-size: 2
            channels-per-event: 3
            channel-name-length: 20
            event-name-length: 10
            user-id-length: 5
      """
          .formatted(
              SignedCall.KEY,
              SignedCall.SECRET,
              "secret-of-the-app-four",
              "secret-of-the-app-five");

  private final Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  private PusherNode(Config config) throws IOException {
    server = Server.start(config, "it", "it");
  }

  static PusherNode start(Map<String, String> settings) throws IOException {
    var all = new HashMap<>(settings);
    all.put("server.port", "0");
    all.putIfAbsent("stop.window", "0s");
    Path file = Files.createTempFile("freshet", ".yaml");
    try {
      Files.writeString(file, YAML);
      return new PusherNode(Config.load(Optional.of(file), Map.of(), all));
    } finally {
      Files.delete(file);
    }
  }

  Server server() {
    return server;
  }

  int port() {
    return server.address().getPort();
  }

  String base() {
    return "http://127.0.0.1:" + port();
  }

  HttpResponse<String> send(SignedCall call) {
    return send(call.request(base()));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A WebSocket of this path; what it says first is already taken. */
  Ear open(String path) {
    var ear = new Ear();
    ear.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + SignedCall.SECRET)
            .buildAsync(URI.create("ws://127.0.0.1:" + port() + path), ear)
            .join();
    return ear;
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }

  /** A subscriber. */
  static final class Ear implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        heard.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }

    String next() throws InterruptedException {
      String next = heard.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was heard");
      }
      return next;
    }

    void say(String text) {
      Objects.requireNonNull(socket).sendText(text, true).join();
    }

    @Override
    public void close() {
      if (socket != null) {
        socket.abort();
      }
    }
  }
}
