package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often an address and the clients of an app may connect. */
class ConnectRateIT {
  private static final Map<String, String> STREAM = Map.of("Accept", "text/event-stream");

  @TempDir private Path directory;

  private Node start(int appRate, Map<String, String> settings) throws IOException {
    String apps =
        """
        apps:
          - id: "1"
            key: one
            secret: a-secret-that-nobody-else-may-ever-see-0123456789
            limits: {connect-rate: %d}
            pusher: {enabled: true}
            channels:
              - {pattern: bystander, publish: secret, subscribe: open}
              - {pattern: "*", publish: open, subscribe: open}
        """
            .formatted(appRate);
    return Node.configured(directory, apps, settings);
  }

  /** One a second is taken; whether the next comes within the second is the machine's to say. */
  @Test
  void theClientsOfAnAppConnectNoFasterThanItMay() throws IOException {
    try (Node node = start(1, Map.of())) {
      boolean socket = false;
      boolean stream = false;
      boolean pusher = false;
      for (int i = 0; i < 100 && !(socket && stream && pusher); i++) {
        socket |= isRefusedSocket(node);
        stream |= isRefusedStream(node);
        pusher |= isRefusedPusher(node);
      }
      assertThat(socket).isTrue();
      assertThat(stream).isTrue();
      assertThat(pusher).isTrue();
      assertThat(node.value(Metric.HANDSHAKES_REFUSED, "connect-rate")).isGreaterThanOrEqualTo(3);
      try (var request = node.connect()) {
        assertThat(request.get("/health").reply().status()).isEqualTo(200);
      }
      assertThat(node.log().faults()).isEmpty();
    }
  }

  private static boolean isRefusedSocket(Node node) throws IOException {
    try (var socket = node.connect()) {
      var reply = socket.askForUpgrade("/channels/a", Map.of()).reply();
      if (reply.status() == 101) {
        return false;
      }
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("5");
      assertThat(reply.body()).contains("\"code\":\"connect-rate\"");
      return true;
    }
  }

  /** An error would end the stream of a browser for good. */
  private static boolean isRefusedStream(Node node) throws IOException {
    try (var stream = node.connect()) {
      var reply = stream.request("GET", "/channels/a", STREAM, "").reply();
      assertThat(reply.status()).isEqualTo(200);
      if (reply.header("Content-Length") == null) {
        return false;
      }
      assertThat(reply.body()).startsWith("retry").contains("\n: More clients of the app connect");
      return true;
    }
  }

  private static boolean isRefusedPusher(Node node) throws IOException {
    try (var pusher = node.connect()) {
      assertThat(pusher.askForUpgrade("/app/one", Map.of()).replyHead().status()).isEqualTo(101);
      if (!pusher.frame().text().contains("4100")) {
        return false;
      }
      assertThat(pusher.frame().code()).isEqualTo(4100);
      return true;
    }
  }

  @Test
  void anAddressConnectsNoFasterThanItMay() throws IOException {
    try (Node node = start(0, Map.of("limits.connect-rate-per-address", "20"))) {
      int refused = 0;
      for (int i = 0; i < 60; i++) {
        try (var socket = node.connect()) {
          var reply = socket.get("/health").reply();
          if (reply.status() == 429) {
            refused++;
            assertThat(reply.body()).contains("\"code\":\"address-rate\"");
            assertThat(reply.header("Retry-After")).isNotNull();
          }
        }
      }
      assertThat(refused).isPositive();
      assertThat(node.value(Metric.ADMISSION_REFUSED, "address-rate")).isEqualTo(refused);
      assertThat(node.log().faults()).isEmpty();
    }
  }

  @Test
  void behindAProxyConnectionsOfAClientCount() throws IOException {
    try (Node node =
        start(
            0,
            Map.of(
                "limits.connect-rate-per-address", "1", "server.trusted-proxies", "127.0.0.1"))) {
      int taken = 0;
      int refused = 0;
      for (int i = 0; i < 5; i++) {
        try (var socket = node.connect()) {
          int status =
              socket
                  .askForUpgrade("/channels/a", Map.of("X-Forwarded-For", "203.0.113.7"))
                  .replyHead()
                  .status();
          taken += status == 101 ? 1 : 0;
          refused += status == 429 ? 1 : 0;
        }
        try (var other = node.connect()) {
          other.askForUpgrade("/channels/a", Map.of("X-Forwarded-For", "203.0.113.1" + i));
          assertThat(other.replyHead().status()).isEqualTo(101);
        }
      }
      assertThat(taken).isPositive();
      assertThat(refused).isPositive();
      assertThat(taken + refused).isEqualTo(5);
      assertThat(node.log().faults()).isEmpty();
    }
  }
}
