package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.it.Node;
import dev.freshet.it.ProxyV2;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node that wants a PROXY header from 127.0.0.1, and whoever comes without or with a wrong one.
 */
class ProxyProtocolIT {
  private static final String HEALTH =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Node.development(
            "server.proxy-protocol=v2",
            "server.trusted-proxies=127.0.0.1",
            "http.header-timeout=500ms",
            "limits.connections-per-address=1");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingIsLeft() {
    awaitSockets(0);
    dev.freshet.it.hostile.Node.patiently()
        .untilAsserted(() -> assertThat(node.metric(Metric.CLIENT_ADDRESSES)).isZero());
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aRequestFollowsTheHeader(byte[] header) throws IOException {
    try (var socket = connect()) {
      assertThat(socket.send(header).send(HEALTH).reply().status()).isEqualTo(200);
    }
    try (var socket = connect()) {
      byte[] request = HEALTH.getBytes(StandardCharsets.US_ASCII);
      byte[] both =
          ByteBuffer.allocate(header.length + request.length).put(header).put(request).array();
      assertThat(socket.send(both).reply().status()).isEqualTo(200);
    }
  }

  static Stream<byte[]> headers() {
    return Stream.of(
        ProxyV2.of("203.0.113.7"),
        ProxyV2.of("2001:db8::7"),
        ProxyV2.of("203.0.113.7", ProxyV2.tlv(0x02, 100)),
        ProxyV2.of("203.0.113.7", ProxyV2.tlv(0x04, 2_000)),
        ProxyV2.local(),
        // A client without an address, and one at a socket of the machine.
        ProxyV2.header(0x21, 0x00, new byte[0]),
        ProxyV2.header(0x21, 0x31, new byte[216]));
  }

  @Test
  void theHeaderMayComeByteByByte() throws IOException {
    try (var socket = connect()) {
      for (byte b : ProxyV2.of("203.0.113.7")) {
        socket.send(new byte[] {b});
      }
      assertThat(socket.send(HEALTH).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void theClientIsTheOneTheHeaderNames() throws IOException {
    String one = "203.0.113.7";
    try (var first = connect();
        var other = connect();
        var second = connect()) {
      first.send(ProxyV2.of(one)).upgrade("/channels/a");
      other.send(ProxyV2.of("203.0.113.8")).upgrade("/channels/a");
      var refused = second.send(ProxyV2.of(one)).askForUpgrade("/channels/a", Map.of()).replyHead();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(node.metric(Metric.CLIENT_ADDRESSES)).isEqualTo(2);
    }
    nothingIsLeft();
    try (var again = connect()) {
      again.send(ProxyV2.of(one)).upgrade("/channels/a");
    }
  }

  @Test
  void aClientBehindTheBalancerIsNotBelieved() throws IOException {
    try (var first = connect();
        var second = connect()) {
      var forged = Map.of("X-Forwarded-For", "198.51.100.1");
      first.send(ProxyV2.of("203.0.113.7")).upgrade("/channels/a");
      var refused =
          second.send(ProxyV2.of("203.0.113.7")).askForUpgrade("/channels/a", forged).replyHead();
      assertThat(refused.status()).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void whatIsNoHeaderEndsTheSocket(byte[] header) throws IOException {
    double before = count("malformed");
    try (var socket = connect()) {
      socket.trySend(header);
      socket.assertEnded();
    }
    awaitCount("malformed", before + 1);
  }

  static Stream<byte[]> wrongHeaders() {
    byte[] badVersion = ProxyV2.of("203.0.113.7");
    badVersion[12] = 0x31;
    byte[] badCommand = ProxyV2.of("203.0.113.7");
    badCommand[12] = 0x2f;
    byte[] badFamily = ProxyV2.of("203.0.113.7");
    badFamily[13] = 0x71;
    return Stream.of(
        "PROXY TCP4 203.0.113.7 192.0.2.1 4660 443\r\nGET /health HTTP/1.1\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII),
        HEALTH.getBytes(StandardCharsets.US_ASCII),
        "x".repeat(300).getBytes(StandardCharsets.US_ASCII),
        badVersion,
        badCommand,
        badFamily,
        // Too short for its addresses, and too long for any.
        ProxyV2.header(0x21, 0x11, new byte[11]),
        ProxyV2.header(0x21, 0x21, new byte[35]),
        ProxyV2.of("203.0.113.7", ProxyV2.tlv(0x04, 4_000)),
        ProxyV2.header(0x21, 0x11, new byte[65_535]));
  }

  @Test
  void theHeaderHasItsTime() throws IOException {
    double before = count("late");
    try (var silent = connect();
        var slow = connect()) {
      byte[] header = ProxyV2.of("203.0.113.7");
      slow.send(Arrays.copyOf(header, 20));
      silent.assertEnded();
      slow.assertEnded();
    }
    awaitCount("late", before + 2);
  }

  @Test
  void whoGoesWithoutAWordIsNotCounted() throws IOException {
    double before = count("malformed") + count("late");
    connect().close();
    awaitSockets(0);
    assertThat(count("malformed") + count("late")).isEqualTo(before);
  }

  @Test
  void nobodyButTheBalancerIsHeard() throws IOException {
    double before = count("untrusted");
    var address = InetAddress.ofLiteral("127.0.0.9");
    try (var socket =
        new RawSocket(new Socket(InetAddress.getLoopbackAddress(), node.port(), address, 0))) {
      socket.trySend(ProxyV2.of("203.0.113.7"));
      socket.assertEnded();
    }
    awaitCount("untrusted", before + 1);
  }

  @Test
  void anOpenConnectionOutlivesTheHeadersTime() throws IOException {
    try (var socket = connect()) {
      socket.send(ProxyV2.of("203.0.113.7")).upgrade("/channels/a");
      assertThat(socket.isSilentFor(Duration.ofMillis(1_200))).isTrue();
    }
  }

  @Test
  void theHeaderComesBeforeTls(@TempDir Path directory) throws Exception {
    var certificate = new Certificate(directory, "node");
    Path chain = directory.resolve("c.pem");
    Path key = directory.resolve("k.pem");
    certificate.write(chain, key);
    try (var secure =
            Node.development(
                "server.proxy-protocol=v2",
                "server.trusted-proxies=127.0.0.1",
                "limits.connections-per-address=1",
                "server.tls.certificate=" + chain,
                "server.tls.key=" + key);
        var plain = new Socket(InetAddress.getLoopbackAddress(), secure.port())) {
      plain.getOutputStream().write(ProxyV2.of("203.0.113.7"));
      var factory = Certificate.trusting(certificate, certificate).getSocketFactory();
      var tls = (SSLSocket) factory.createSocket(plain, "localhost", secure.port(), true);
      try (var socket = new RawSocket(tls)) {
        socket.upgrade("/channels/a");
        assertThat(secure.metric(Metric.CLIENT_ADDRESSES)).isEqualTo(1);
        assertThat(secure.metric(Metric.PROXY_HEADERS, "proxied")).isEqualTo(1);
      }
    }
  }

  private static RawSocket connect() throws IOException {
    return new RawSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
  }

  private static double count(String outcome) {
    return node.metric(Metric.PROXY_HEADERS, outcome);
  }

  private static void awaitCount(String outcome, double expected) {
    dev.freshet.it.hostile.Node.patiently()
        .untilAsserted(() -> assertThat(count(outcome)).isEqualTo(expected));
  }

  private static void awaitSockets(int expected) {
    dev.freshet.it.hostile.Node.patiently()
        .untilAsserted(() -> assertThat(node.metric(Metric.SOCKETS)).isEqualTo(expected));
  }
}
