package dev.freshet;

import dev.freshet.cli.Cli;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What the launcher records a cache of loaded and compiled classes from (JEP 514, JEP 515): a node
 * that does a little of everything a node does first, and ends.
 */
final class Training {
  private static final int ROUNDS = 300;

  /**
   * A server that starts is often one that everybody comes back to: their handshakes come first.
   */
  private static final int HANDSHAKES = 4_000;

  private Training() {}

  /** Takes a few seconds at most; the node listens on loopback, on a free port. */
  static int run() {
    var silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var terminal = new Terminal(InputStream.nullInputStream(), silence, silence, Map.of());
    return Cli.run(
        terminal,
        new Cli.Work((config, reload) -> serve(config, silence), () -> Cli.OK),
        "serve",
        "--port=0",
        "--set=stop.window=0s",
        "--set=stop.timeout=2s");
  }

  private static int serve(Config config, PrintStream silence) throws Exception {
    try (Server server = Server.start(config, "training", "training");
        HttpClient client = HttpClient.newHttpClient()) {
      new Serve(silence, silence).greet(config, server);
      Hangup.hear(() -> {});
      StartCheck.run(config);
      converse(client, server.address().getPort());
      shakeHands(server.address().getPort());
    }
    return Cli.OK;
  }

  private static void converse(HttpClient client, int port) throws Exception {
    URI channel = URI.create("http://127.0.0.1:" + port + "/channels/training");
    var heard = new CompletableFuture<Void>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/channels/training?format=json"),
                new Listener(heard))
            .get(5, TimeUnit.SECONDS);
    var stream =
        client.sendAsync(
            request(channel).header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());
    try (var events = stream.get(5, TimeUnit.SECONDS).body()) {
      for (int i = 0; i < ROUNDS; i++) {
        send(client, request(channel).POST(HttpRequest.BodyPublishers.ofString("hello")));
      }
      for (String path : new String[] {"/channels/training", "/ready", "/health", "/metrics"}) {
        send(client, request(channel.resolve(path)));
      }
      heard.get(5, TimeUnit.SECONDS);
      var _ = events.readNBytes(64);
    }
    var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
  }

  /** Connects again and again, as a storm does, by each of the wires. */
  private static void shakeHands(int port) throws IOException {
    String get = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n";
    String upgrade =
        String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    String[] requests = {
      get.formatted("/channels/training", upgrade),
      get.formatted("/channels/training?format=json&since=x:1", upgrade),
      get.formatted("/app/dev-key?protocol=7", upgrade),
      get.formatted("/channels/training", "Accept: text/event-stream")
    };
    for (int i = 0; i < HANDSHAKES; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(5_000);
        byte[] request = requests[i % requests.length].getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(request);
        if (socket.getInputStream().read(new byte[4096]) < 0) {
          throw new EOFException("no answer to a handshake");
        }
      }
    }
  }

  private static void send(HttpClient client, HttpRequest.Builder request) throws Exception {
    var _ = client.send(request.build(), BodyHandlers.discarding());
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5));
  }

  /** Notes the last message. */
  private static final class Listener implements WebSocket.Listener {
    private final CompletableFuture<Void> heard;
    private int messages;

    Listener(CompletableFuture<Void> heard) {
      this.heard = heard;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      if (++messages > ROUNDS) {
        heard.complete(null);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
