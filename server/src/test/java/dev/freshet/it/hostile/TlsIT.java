package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that speaks TLS, and clients that do not, or not to the end. */
class TlsIT {
  private static Certificate first;
  private static Certificate second;
  private static SSLContext both;
  private static Path certificate;
  private static Path key;
  private static Map<String, String> settings;
  private static Node node;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    first = new Certificate(directory, "first");
    second = new Certificate(directory, "second");
    both = Certificate.trusting(first, second);
    certificate = directory.resolve("certificate.pem");
    key = directory.resolve("key.pem");
    first.write(certificate, key);
    settings =
        Map.of(
            "server.tls.certificate", certificate.toString(),
            "server.tls.key", key.toString(),
            "http.header-timeout", "500ms",
            "http.body-max", "64KiB",
            "websocket.close-timeout", "500ms");
    node = Node.secure(settings, both);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  @Test
  void theJdksClientSpeaksToIt() throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(both).build()) {
      var url = URI.create("https://localhost:" + node.port() + "/health");
      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\26\3\1\0\5hello",
        "\200\200\200"
      })
  void whatIsNotTlsIsTurnedAway(String bytes) throws IOException {
    try (var socket = new RawSocket(node.address())) {
      socket.send(bytes);
      // At most an alert.
      assertThat(socket.rest()).hasSizeLessThan(32);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\26", "\26\3\1\2\0\1\0\1\374\3\3"})
  void halfAHandshakeIsNotWaitedForLong(String bytes) throws IOException {
    try (var socket = new RawSocket(node.address())) {
      socket.send(bytes);
      assertThat(socket.rest()).hasSizeLessThan(32);
    }
  }

  @Test
  void aClientThatHasShakenHandsMustStillAsk() throws IOException {
    try (var socket = node.connect()) {
      socket.send("GET /hea");
      assertThat(socket.reply().status()).isEqualTo(408);
      socket.assertEnded();
    }
  }

  @Test
  void oldVersionsAreRefused() throws IOException {
    try (var socket = (SSLSocket) both.getSocketFactory().createSocket("127.0.0.1", node.port())) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (var socket = new RawSocket(node.address())) {
      // The greeting of a client that speaks TLS 1.0 and no other.
      socket.send(
          Frames.hex(
              "16 0301 002F 01 00002B 0301"
                  + "00".repeat(32)
                  + "00 0004 C014 0035 01 00".replace(" ", "")));
      assertThat(socket.rest()).hasSizeLessThan(32);
    }
  }

  @Test
  void aFaultIsAnsweredThroughTls() throws IOException {
    try (var socket = node.subscribe("/channels/a")) {
      socket.send(Frames.unmasked(Frames.FIN | Frames.TEXT, new byte[1]));
      assertThat(socket.frame().code()).isEqualTo(1002);
      socket.assertEnded();
    }
    try (var socket = node.connect()) {
      socket.send(
          "POST /channels/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
      socket.trySend(new byte[256 * 1024]);
      assertThat(socket.reply().status()).isEqualTo(413);
    }
  }

  @Test
  void aClientThatVanishesLeavesNothing() throws IOException {
    for (int i = 0; i < 10; i++) {
      var plain = new Socket(node.address().getAddress(), node.port());
      var socket =
          (SSLSocket) both.getSocketFactory().createSocket(plain, "127.0.0.1", node.port(), true);
      socket.startHandshake();
      plain.setSoLinger(true, 0);
      plain.close();
    }
  }

  @Test
  void aNewCertificateIsForNewConnections() throws Exception {
    try (var before = node.subscribe("/channels/reload")) {
      assertThat(served()).isEqualTo("CN=first");
      second.write(certificate, key);
      node.server().reload(reloaded());
      assertThat(served()).isEqualTo("CN=second");
      node.publish("/channels/reload", "still here");
      assertThat(before.frame().text()).isEqualTo("still here");
      assertThat(node.value(Metric.TLS_RELOADS, "taken")).isEqualTo(1);

      Files.writeString(key, "nonsense");
      assertThatThrownBy(() -> node.server().reload(reloaded()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("server.tls.key");
      assertThat(served()).isEqualTo("CN=second");
      assertThat(node.value(Metric.TLS_RELOADS, "refused")).isEqualTo(1);

      first.write(certificate, key);
      node.server().reload(reloaded());
      assertThat(served()).isEqualTo("CN=first");
      before.send(Frames.text("from me"));
      assertThat(before.frame().text()).isEqualTo("from me");
    }
  }

  private static Config reloaded() {
    return Config.load(Optional.empty(), Map.of(), settings);
  }

  private static String served() throws IOException {
    try (var socket = (SSLSocket) both.getSocketFactory().createSocket("127.0.0.1", node.port())) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  @Test
  void aClientThatDoesNotTrustItIsItsOwnAffair() throws IOException {
    var none = Certificate.trusting();
    try (var socket = (SSLSocket) none.getSocketFactory().createSocket("127.0.0.1", node.port())) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }
}
