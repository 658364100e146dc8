package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.Server;
import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's client comes back to another node. */
class TicketsIT {
  private static final String SECRET = "a-secret-that-all-nodes-share-0123456789";

  @TempDir private Path directory;
  private final List<Server> nodes = new ArrayList<>();
  private TlsFiles files;
  private Path request;

  @BeforeEach
  void write() throws Exception {
    files = new TlsFiles(directory);
    request =
        Files.writeString(
            directory.resolve("request"),
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  @AfterEach
  void stop() {
    nodes.forEach(Server::close);
  }

  private Server node(String secret) throws IOException {
    var settings =
        Map.of(
            "server.port",
            "0",
            "stop.window",
            "0s",
            "server.tls.certificate",
            files.chain().toString(),
            "server.tls.key",
            files.key().toString(),
            "server.tls.ticket-secret",
            secret);
    Server node = Server.start(Config.load(Optional.empty(), Map.of(), settings), "it", "it");
    nodes.add(node);
    return node;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aSessionIsTakenUpAtAnyNodeThatHasTheSecret(String version) throws Exception {
    Server a = node(SECRET);
    Server b = node(SECRET);
    Server stranger = node(SECRET + "!");
    assertThat(ask(a, version, "-sess_out")).contains("New, TLSv1.");
    assertThat(ask(b, version, "-sess_in")).contains("Reused, TLSv1.");
    assertThat(ask(stranger, version, "-sess_in")).contains("New, TLSv1.");
    assertThat(handshakes(a, "full")).isEqualTo(1);
    assertThat(handshakes(b, "resumed")).isEqualTo(1);
    assertThat(handshakes(stranger, "full")).isEqualTo(1);
    assertThat(handshakes(stranger, "resumed")).isZero();
  }

  @Test
  void whatTheServerWritesWhileItReadsArrivesWhole() throws Exception {
    // A handshake that cannot be: the alert that says why is written while the greeting is read.
    assertThat(ask(node(""), "-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384", "-sess_out"))
        .contains("handshake failure");
  }

  private static double handshakes(Server node, String kind) {
    return node.metrics().value(Metric.TLS_HANDSHAKES, kind);
  }

  /**
   * What {@code openssl s_client} says of a connection; the last option takes the session's file.
   */
  private String ask(Server node, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            Tools.need("openssl"),
            "s_client",
            "-ign_eof",
            "-connect",
            "127.0.0.1:" + node.address().getPort()));
    command.addAll(List.of(options));
    command.add(directory.resolve("session").toString());
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(request.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readString(said);
  }
}
