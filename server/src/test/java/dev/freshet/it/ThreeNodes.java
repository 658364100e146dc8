package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Three nodes behind a balancer that know nothing of each other, and what must hold for them. */
final class ThreeNodes implements AutoCloseable {
  private static final String APP =
      """
      apps:
        - id: "1"
          key: it
          secret: secret-of-the-integration-tests
          pusher: {enabled: true}
          channels:
            - {pattern: "*", publish: open, subscribe: open, history: open}
      """;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, HttpClient> clients = new HashMap<>();
  private final @Nullable SSLContext tls;

  /**
   * Starts them.
   *
   * @param tls trusts the certificates that clients are shown; null when they are shown none
   */
  ThreeNodes(@Nullable SSLContext tls, String... settings) throws IOException {
    this.tls = tls;
    for (int i = 0; i < 3; i++) {
      nodes.add(Node.of(APP, settings));
    }
  }

  Node node(int number) {
    return nodes.get(number);
  }

  List<Integer> ports() {
    return nodes.stream().map(Node::port).toList();
  }

  /** A client of 127.0.0.1 and so on. */
  HttpClient client(String address) {
    return clients.computeIfAbsent(address, this::newClient);
  }

  private HttpClient newClient(String address) {
    var builder = HttpClient.newBuilder().localAddress(InetAddress.ofLiteral(address));
    return tls == null ? builder.build() : builder.sslContext(tls).build();
  }

  /** A WebSocket through the balancer. */
  JdkSocket socket(int port, String from, String path) {
    return new JdkSocket(client(from).newWebSocketBuilder(), uri("ws", port, path));
  }

  /** The status that a WebSocket is refused with; 101 when it is not. */
  int refusal(int port, String from, String path) {
    return refusal(client(from).newWebSocketBuilder(), uri("ws", port, path));
  }

  static int refusal(WebSocket.Builder builder, URI uri) {
    try {
      new JdkSocket(builder, uri).close();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  JdkEvents events(int port, String from, String path) throws Exception {
    return new JdkEvents(client(from), uri("http", port, path), "");
  }

  /** Publishes over a connection of its own, so that the balancer chooses anew. */
  int publish(int port, String channel, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(uri("http", port, "/channels/" + channel))
            .POST(BodyPublishers.ofString(body));
    try (var client = newClient("127.0.0.1")) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private URI uri(String scheme, int port, String path) {
    String secure = tls == null ? "" : "s";
    return URI.create("%s%s://localhost:%d%s".formatted(scheme, secure, port, path));
  }

  /** How many connections each has open, of plain WebSockets and event streams. */
  List<Integer> connections() {
    return nodes.stream().map(ThreeNodes::connections).toList();
  }

  private static int connections(Node node) {
    return (int)
        (node.metric(Metric.CONNECTIONS, "1", "ws")
            + node.metric(Metric.CONNECTIONS, "1", "ws-json")
            + node.metric(Metric.CONNECTIONS, "1", "sse"));
  }

  void awaitNoConnection() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(connections()).containsExactly(0, 0, 0));
  }

  /**
   * One client on each node, and as many publications through the balancer as it takes for each to
   * hear one: whichever node takes a publication has one of the clients.
   */
  void assertPublicationsPass(int port) throws Exception {
    try (var first = socket(port, "127.0.0.1", "/channels/passing");
        var second = socket(port, "127.0.0.1", "/channels/passing");
        var events = events(port, "127.0.0.1", "/channels/passing")) {
      assertThat(connections()).containsExactly(1, 1, 1);
      Thread hearing = Thread.startVirtualThread(() -> hear(events));
      for (int i = 0;
          i < 300 && (first.isSilent() || second.isSilent() || hearing.isAlive());
          i++) {
        assertThat(publish(port, "passing", "message " + i)).isEqualTo(200);
      }
      assertThat(first.text()).startsWith("message ");
      assertThat(second.text()).startsWith("message ");
      assertThat(hearing.join(Duration.ofSeconds(10))).as("the event stream heard").isTrue();
    }
    awaitNoConnection();
  }

  private static void hear(JdkEvents events) {
    try {
      for (var event = events.next(); event != null; event = events.next()) {
        if (event.data() != null && event.data().startsWith("message ")) {
          return;
        }
      }
      throw new AssertionError("the stream ended");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A client of the Pusher protocol is welcomed, subscribes and is answered its ping. */
  void assertPusherPasses(int port) {
    try (var socket = socket(port, "127.0.0.1", "/app/it?protocol=7")) {
      assertThat(socket.json().text("event")).isEqualTo("pusher:connection_established");
      socket.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
      assertThat(socket.json().text("event")).isEqualTo("pusher_internal:subscription_succeeded");
      socket.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(socket.json().text("event")).isEqualTo("pusher:pong");
    }
  }

  /**
   * With a bound of one for each address and node: an address has three, and others have theirs.
   */
  void assertAddressesAreKnown(int port) {
    var open = new ArrayList<JdkSocket>();
    for (String from : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
      for (int i = 0; i < 3; i++) {
        open.add(socket(port, from, "/channels/addresses"));
      }
      assertThat(refusal(port, from, "/channels/addresses")).as(from).isEqualTo(429);
    }
    assertThat(connections()).containsExactly(3, 3, 3);
    assertThat(node(0).metric(Metric.CLIENT_ADDRESSES)).isEqualTo(3);
    open.forEach(JdkSocket::close);
    awaitNoConnection();
  }

  @Override
  public void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    nodes.forEach(Node::close);
  }
}
