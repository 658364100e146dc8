package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one address may have open: the bystander has 127.0.0.1, which is a trusted proxy here. */
class AddressLimitIT {
  private static final String APPS =
      """
      apps:
        - id: "1"
          key: one
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
          limits: {connections: 4}
          pusher: {enabled: true}
          channels:
            - {pattern: bystander, publish: secret, subscribe: open}
            - {pattern: "*", publish: open, subscribe: open}
      """;

  private static final Map<String, String> SETTINGS =
      Map.of("server.trusted-proxies", "127.0.0.1", "limits.connections-per-address", "2");

  @TempDir private Path directory;
  private Node node;

  @BeforeEach
  void start() throws IOException {
    node = Node.configured(directory, APPS, SETTINGS);
  }

  @AfterEach
  void stop() throws IOException {
    node.assertUndisturbed();
    // The bystander's is left.
    node.awaitValue(1, Metric.CLIENT_ADDRESSES);
    node.close();
  }

  @Test
  void webSocketsAndEventStreamsCountTogetherAndRequestsDoNot() throws IOException {
    try (var socket = node.connect();
        var stream = node.connect();
        var third = node.connect()) {
      assertThat(socket.askForUpgrade("/channels/a", from("203.0.113.7")).replyHead().status())
          .isEqualTo(101);
      assertThat(stream.request("GET", "/channels/a", streamFrom("203.0.113.7"), "").replyHead())
          .extracting(RawSocket.Reply::status)
          .isEqualTo(200);
      var refused = third.request("GET", "/channels/a", streamFrom("203.0.113.7"), "").reply();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.body()).contains("\"code\":\"address-limit\"");
      var published = third.request("POST", "/channels/a", from("203.0.113.7"), "hello").reply();
      assertThat(published.status()).isEqualTo(200);
    }
    assertThat(node.value(Metric.HANDSHAKES_REFUSED, "address-limit")).isEqualTo(1);
  }

  @Test
  void aClientOfThePusherProtocolIsToldToComeBack() throws IOException {
    try (var first = node.connect();
        var second = node.connect();
        var third = node.connect()) {
      for (var socket : new RawSocket[] {first, second, third}) {
        assertThat(socket.askForUpgrade("/app/one", from("203.0.113.7")).replyHead().status())
            .isEqualTo(101);
      }
      assertThat(third.frame().text()).contains("pusher:error").contains("4100");
      assertThat(third.frame().code()).isEqualTo(4100);
    }
  }

  @Test
  void whoEndsMakesRoom() throws IOException {
    for (int i = 0; i < 5; i++) {
      try (var first = node.connect();
          var second = node.connect()) {
        first.askForUpgrade("/channels/a", from("203.0.113.7"));
        second.askForUpgrade("/channels/a", from("203.0.113.7"));
        assertThat(first.replyHead().status()).isEqualTo(101);
        assertThat(second.replyHead().status()).isEqualTo(101);
      }
      node.awaitValue(1, Metric.CLIENT_ADDRESSES);
    }
  }

  @Test
  void aRefusalByTheAppOrTheAddressLeavesNothingCounted() throws IOException {
    try (var first = node.connect();
        var second = node.connect();
        var third = node.connect();
        var fourth = node.connect()) {
      for (var socket : new RawSocket[] {first, second}) {
        socket.askForUpgrade("/channels/a", from("203.0.113.7"));
        assertThat(socket.replyHead().status()).isEqualTo(101);
      }
      // The address has no room, so the app's stays.
      third.askForUpgrade("/channels/a", from("203.0.113.7"));
      assertThat(third.reply().status()).isEqualTo(429);
      third.askForUpgrade("/channels/a", from("203.0.113.8"));
      assertThat(third.replyHead().status()).isEqualTo(101);
      // The app has no room, so the address's stays.
      fourth.askForUpgrade("/channels/a", from("203.0.113.9"));
      assertThat(fourth.reply().status()).isEqualTo(503);
      assertThat(node.value(Metric.CLIENT_ADDRESSES)).isEqualTo(3);
    }
  }

  @Test
  void aReloadChangesTheBoundAndWhomIsBelieved() throws IOException {
    Config next =
        Node.load(
            directory,
            APPS,
            Map.of("server.trusted-proxies", "192.0.2.1", "limits.connections-per-address", "1"));
    node.server().reload(next);
    try (var socket = node.connect()) {
      // It is 127.0.0.1 now, whatever it says, and the bystander has that.
      socket.askForUpgrade("/channels/a", from("203.0.113.7"));
      assertThat(socket.reply().status()).isEqualTo(429);
    }
  }

  private static Map<String, String> from(String address) {
    return Map.of("X-Forwarded-For", "198.51.100.1, " + address);
  }

  private static Map<String, String> streamFrom(String address) {
    return Map.of("X-Forwarded-For", "198.51.100.1, " + address, "Accept", "text/event-stream");
  }
}
