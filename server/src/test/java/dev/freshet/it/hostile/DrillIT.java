package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that cuts its clients off because it was asked to. */
class DrillIT {
  private static final String TWO_APPS =
      """
      apps:
        - id: a
          key: ka
          secret: %1$s
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
        - id: b
          key: kb
          secret: %1$s
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
      """
          .formatted(Node.SECRET);

  private static String drop(Node node, String body) throws IOException {
    try (var socket = node.connect()) {
      socket.request(
          "POST", "/drop", Map.of("Authorization", "Bearer admin-secret-0123456789"), body);
      var reply = socket.reply();
      return reply.status() + " " + reply.body();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "reset"})
  void aShareIsCutOffWithoutAWord(String how) throws Exception {
    cutHalf(Node.development(Map.of()), how);
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "reset"})
  void aShareIsCutOffThroughTlsToo(String how, @TempDir Path directory) throws Exception {
    var certificate = new Certificate(directory, "localhost");
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    certificate.write(chain, key);
    var settings =
        Map.of("server.tls.certificate", chain.toString(), "server.tls.key", key.toString());
    cutHalf(Node.secure(settings, Certificate.trusting(certificate)), how);
  }

  private static void cutHalf(Node started, String how) throws IOException {
    List<RawSocket> clients = new ArrayList<>();
    try (Node node = started) {
      node.leave();
      node.awaitValue(0, Metric.CONNECTIONS, "1", "ws");
      for (int i = 0; i < 10; i++) {
        clients.add(node.subscribe("/channels/a"));
      }
      String body = "{\"share\":50,\"how\":\"%s\",\"confirm\":true}".formatted(how);
      assertThat(drop(node, body)).startsWith("200 ").contains("\"connections\":10,\"dropped\":5");
      node.awaitValue(5, Metric.CONNECTIONS, "1", "ws");
      assertThat(node.value(Metric.CONNECTIONS_CLOSED, "1", "dropped")).isEqualTo(5);
      node.awaitValue(5, Metric.SOCKETS);
      node.publish("/channels/a", "who is left");
      int left = 0;
      for (RawSocket client : clients) {
        left += hears(client) ? 1 : 0;
      }
      assertThat(left).isEqualTo(5);
      assertThat(node.log().text())
          .contains(
              "drill: 5 of 10 connections cut off (50 percent of all, by %s), asked for by 127.0.0.1"
                  .formatted(how));
      node.subscribe("/channels/a").close();
      // Before the node, which would wait for their answers to its farewell.
      close(clients);
    } finally {
      close(clients);
    }
  }

  private static void close(List<RawSocket> clients) throws IOException {
    for (RawSocket client : clients) {
      client.close();
    }
  }

  /** Whether it hears a message; else its socket ended with nothing before. */
  private static boolean hears(RawSocket client) throws IOException {
    try {
      return client.frame().text().equals("who is left");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void onlyTheAppIsMeantThatIsNamed(@TempDir Path directory) throws Exception {
    var settings = new HashMap<String, String>();
    settings.put("admin.secret", "admin-secret-0123456789");
    try (var node = Node.configured(directory, TWO_APPS, settings);
        var other = node.subscribe("/channels/x?app=kb")) {
      assertThat(drop(node, "{\"share\":100,\"app\":\"kc\",\"confirm\":true}")).startsWith("404 ");
      assertThat(drop(node, "{\"share\":1,\"app\":\"kb\",\"confirm\":true}"))
          .contains("\"connections\":1,\"dropped\":1");
      other.assertEnded();
      assertThat(node.value(Metric.CONNECTIONS_CLOSED, "b", "dropped")).isEqualTo(1);
      node.assertBystanderHears();
      assertThat(drop(node, "{\"share\":100,\"app\":\"kb\",\"confirm\":true}"))
          .contains("\"connections\":0,\"dropped\":0");
      node.assertBystanderHears();
      assertThat(node.log().faults()).isEmpty();
    }
  }
}
