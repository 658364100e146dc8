package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS ends at HAProxy or at the nodes behind it, and the nodes know the clients in both cases. */
class BalancerTlsIT {
  private static final Map<String, String> ALL_UP =
      Map.of("node1", "UP", "node2", "UP", "node3", "UP");

  @TempDir Path directory;

  @Test
  void tlsEndsAtTheBalancer() throws Exception {
    var files = new TlsFiles(directory);
    try (var nodes =
            new ThreeNodes(
                files.trusting(),
                "server.proxy-protocol=v2",
                "server.trusted-proxies=127.0.0.1",
                "limits.connections-per-address=1");
        var balancer = HaProxy.before(nodes.ports(), files.both())) {
      balancer.awaitStatus("ready", ALL_UP);
      nodes.assertPusherPasses(balancer.tlsPort());
      // The event stream comes over HTTP/2.
      nodes.assertPublicationsPass(balancer.tlsPort());
      nodes.assertAddressesAreKnown(balancer.tlsPort());
    }
  }

  @Test
  void tlsPassesThroughToTheNodes() throws Exception {
    var files = new TlsFiles(directory);
    try (var nodes =
            new ThreeNodes(
                files.trusting(),
                "server.proxy-protocol=v2",
                "server.trusted-proxies=127.0.0.1",
                "limits.connections-per-address=3",
                "server.tls.certificate=" + files.chain(),
                "server.tls.key=" + files.key());
        var balancer = HaProxy.passingTlsTo(nodes.ports(), files.chain(), "localhost")) {
      balancer.awaitStatus("ready", ALL_UP);
      balancer.awaitStatus("alive", ALL_UP);
      nodes.assertPusherPasses(balancer.tlsPort());
      nodes.assertPublicationsPass(balancer.tlsPort());
      try (var socket = nodes.socket(balancer.tlsPort(), "127.0.0.7", "/channels/a")) {
        socket.send("hello");
        assertThat(socket.text()).isEqualTo("hello");
        // The checks speak for the balancer, the client for itself.
        assertThat(nodes.node(0).metric(Metric.PROXY_HEADERS, "local")).isPositive();
      }
    }
  }

  @Test
  void theNodesKnowTheClientsBehindTls() throws Exception {
    var files = new TlsFiles(directory);
    try (var nodes =
            new ThreeNodes(
                files.trusting(),
                "server.proxy-protocol=v2",
                "server.trusted-proxies=127.0.0.1",
                "limits.connections-per-address=1",
                "server.tls.certificate=" + files.chain(),
                "server.tls.key=" + files.key());
        var balancer = HaProxy.passingTlsTo(nodes.ports(), files.chain(), "localhost")) {
      balancer.awaitStatus("ready", ALL_UP);
      nodes.assertAddressesAreKnown(balancer.tlsPort());
    }
  }
}
