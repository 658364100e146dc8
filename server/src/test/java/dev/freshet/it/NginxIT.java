package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/nginx/nginx.conf} in a real nginx before three nodes; TLS ends at nginx. */
class NginxIT {
  @TempDir static Path directory;

  private static ThreeNodes nodes;
  private static Nginx balancer;

  @BeforeAll
  static void start() throws Exception {
    var files = new TlsFiles(directory);
    nodes =
        new ThreeNodes(
            files.trusting(),
            "server.trusted-proxies=127.0.0.1",
            "limits.connections-per-address=3");
    balancer = new Nginx(nodes.ports(), files.chain(), files.key());
  }

  @AfterAll
  static void stop() {
    if (balancer != null) {
      balancer.close();
    }
    nodes.close();
  }

  @Test
  void publicationsPassToWebSocketsAndEventStreams() throws Exception {
    nodes.assertPublicationsPass(balancer.tlsPort());
  }

  @Test
  void thePusherProtocolPasses() {
    nodes.assertPusherPasses(balancer.tlsPort());
  }

  @Test
  void connectionsGoToTheNodeWithTheFewest() throws Exception {
    var open = open(9, "127.0.0.1");
    assertThat(nodes.connections()).containsExactly(3, 3, 3);
    close(open);
  }

  @Test
  void theNodesKnowTheClientsAddress() {
    var open = new ArrayList<JdkSocket>();
    for (String from : List.of("127.0.0.2", "127.0.0.3")) {
      open.addAll(open(9, from));
      assertThat(nodes.refusal(balancer.tlsPort(), from, "/channels/a")).isEqualTo(429);
    }
    assertThat(nodes.connections()).containsExactly(6, 6, 6);
    close(open);
  }

  @Test
  void whatAClientWritesAboutItsAddressIsNotBelieved() {
    var open = open(9, "127.0.0.5");
    var forged = URI.create("wss://localhost:" + balancer.tlsPort() + "/channels/a");
    assertThat(ThreeNodes.refusal(forging("127.0.0.5"), forged)).isEqualTo(429);
    close(open);
  }

  @Test
  void nobodyButTheBalancerMaySayWhoTheClientIs() {
    var direct = nodes.node(0).ws("/channels/a");
    var open = new ArrayList<JdkSocket>();
    for (int i = 0; i < 3; i++) {
      open.add(new JdkSocket(forging("127.0.0.6"), direct));
    }
    assertThat(ThreeNodes.refusal(forging("127.0.0.6"), direct)).isEqualTo(429);
    assertThat(nodes.node(0).metric(Metric.CLIENT_ADDRESSES)).isEqualTo(1);
    close(open);
  }

  @Test
  void aReloadKeepsOpenConnections() throws Exception {
    try (var socket = nodes.socket(balancer.tlsPort(), "127.0.0.1", "/channels/kept")) {
      var before = balancer.workers();
      balancer.reload();
      socket.send("by the client");
      assertThat(socket.text()).isEqualTo("by the client");
      assertThat(balancer.workers()).as("some of those of before").containsAnyElementsOf(before);
    }
    int own = Runtime.getRuntime().availableProcessors();
    await().atMost(Duration.ofSeconds(20)).until(() -> balancer.workers().size() <= own);
  }

  private static WebSocket.Builder forging(String from) {
    return nodes.client(from).newWebSocketBuilder().header("X-Forwarded-For", "198.51.100.7");
  }

  private static List<JdkSocket> open(int count, String from) {
    var open = new ArrayList<JdkSocket>();
    for (int i = 0; i < count; i++) {
      open.add(nodes.socket(balancer.tlsPort(), from, "/channels/a"));
    }
    return open;
  }

  private static void close(List<JdkSocket> open) {
    open.forEach(JdkSocket::close);
    nodes.awaitNoConnection();
  }
}
