package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code deploy/haproxy/haproxy.cfg} in a real HAProxy before three nodes. */
class HaProxyIT {
  private static final Map<String, String> ALL_UP =
      Map.of("node1", "UP", "node2", "UP", "node3", "UP");

  private static ThreeNodes nodes;
  private static List<RedLight> lights;
  private static HaProxy balancer;

  @BeforeAll
  static void start() throws Exception {
    nodes = new ThreeNodes(null, "server.proxy-protocol=v2", "server.trusted-proxies=127.0.0.1");
    lights = new ArrayList<>();
    for (int port : nodes.ports()) {
      lights.add(new RedLight(port));
    }
    balancer = HaProxy.before(lights.stream().map(RedLight::port).toList(), null);
    balancer.awaitStatus("ready", ALL_UP);
    balancer.awaitStatus("alive", ALL_UP);
  }

  @AfterAll
  static void stop() throws Exception {
    if (balancer != null) {
      balancer.close();
    }
    for (RedLight light : lights) {
      light.close();
    }
    nodes.close();
  }

  @Test
  void publicationsPassToWebSocketsAndEventStreams() throws Exception {
    nodes.assertPublicationsPass(balancer.port());
  }

  @Test
  void thePusherProtocolPasses() {
    nodes.assertPusherPasses(balancer.port());
  }

  @Test
  void connectionsGoToTheNodeWithTheFewest() throws Exception {
    var open = open(30);
    assertThat(nodes.connections()).containsExactly(10, 10, 10);
    assertThat(balancer.servers("ready", "scur"))
        .isEqualTo(Map.of("node1", "10", "node2", "10", "node3", "10"));
    close(open);
  }

  @Test
  void aNodeThatIsNotReadyKeepsItsConnectionsAndGetsNoNewOne() throws Exception {
    var before = open(3);
    assertThat(nodes.connections()).containsExactly(1, 1, 1);
    lights.get(2).turn(true);
    balancer.awaitStatus("ready", Map.of("node1", "UP", "node2", "UP", "node3", "DOWN"));
    var after = open(8);
    assertThat(nodes.connections()).containsExactly(5, 5, 1);
    lights.get(2).turn(false);
    balancer.awaitStatus("ready", ALL_UP);
    after.addAll(open(4));
    assertThat(nodes.connections()).containsExactly(5, 5, 5);
    before.addAll(after);
    close(before);
  }

  @Test
  void whenNoNodeIsReadyAnyThatLivesIsAsked() throws Exception {
    lights.forEach(light -> light.turn(true));
    balancer.awaitStatus("ready", Map.of("node1", "DOWN", "node2", "DOWN", "node3", "DOWN"));
    assertThat(balancer.servers("alive", "status")).isEqualTo(ALL_UP);
    var open = open(6);
    assertThat(nodes.connections()).containsExactly(2, 2, 2);
    assertThat(nodes.publish(balancer.port(), "news", "hello")).isEqualTo(200);
    lights.forEach(light -> light.turn(false));
    balancer.awaitStatus("ready", ALL_UP);
    close(open);
  }

  @Test
  void aReloadKeepsOpenConnections() throws Exception {
    try (var socket = nodes.socket(balancer.port(), "127.0.0.1", "/channels/kept");
        var events = nodes.events(balancer.port(), "127.0.0.1", "/channels/kept")) {
      int workers = balancer.workers().size();
      balancer.reload();
      balancer.awaitStatus("ready", ALL_UP);
      assertThat(balancer.workers()).hasSize(workers + 1);
      socket.socket().sendText("by the client", true).join();
      assertThat(socket.text()).isEqualTo("by the client");
      Thread hearing =
          Thread.startVirtualThread(() -> {
            try {
              while (!"heard".equals(events.next().data())) {
                // The position, or what others published.
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      await()
          .atMost(Duration.ofSeconds(10))
          .pollDelay(Duration.ZERO)
          .until(() -> {
            nodes.publish(balancer.port(), "kept", "heard");
            return !hearing.isAlive();
          });
    }
    // The process before the reload ends with its last connection.
    await().atMost(Duration.ofSeconds(20)).until(() -> balancer.workers().size() == 1);
  }

  @Test
  void aClientBesideTheBalancerIsTurnedAway() throws Exception {
    Node node = nodes.node(0);
    double before = node.metric(Metric.PROXY_HEADERS, "untrusted");
    try (var socket =
        new Socket(
            InetAddress.getLoopbackAddress(), node.port(), InetAddress.ofLiteral("127.0.0.9"), 0)) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(node.metric(Metric.PROXY_HEADERS, "untrusted")).isEqualTo(before + 1);
  }

  @Test
  void operatorsReadEachNodesMetricsAndNothingElse() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(status(client, "/node" + i + "/ready")).isEqualTo(200);
        assertThat(status(client, "/node" + i + "/metrics")).isEqualTo(401);
      }
      assertThat(status(client, "/node1/channels/a")).isEqualTo(404);
      assertThat(status(client, "/stats")).isEqualTo(200);
    }
  }

  private static int status(HttpClient client, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + balancer.operatorsPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  private static List<JdkSocket> open(int count) {
    var open = new ArrayList<JdkSocket>();
    for (int i = 0; i < count; i++) {
      open.add(nodes.socket(balancer.port(), "127.0.0.1", "/channels/a"));
    }
    return open;
  }

  private static void close(List<JdkSocket> open) {
    open.forEach(JdkSocket::close);
    nodes.awaitNoConnection();
  }
}
