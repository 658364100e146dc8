package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps, rules, limits and origins change under connections that stay. */
class ReloadIT {
  private static final String BYSTANDER =
      """
      apps:
        - id: a
          key: ka
          secret: %s
      """
          .formatted(Node.SECRET);

  private static final String OPEN =
      BYSTANDER
          + """
            - id: b
              key: kb
              secret: the-first-secret-of-app-b-0123456
              channels:
                - pattern: "*"
                  publish: open
                  subscribe: open
                  history: open
                  history-size: 5
          """;

  @TempDir private Path directory;
  private Node node;

  @BeforeEach
  void start() throws IOException {
    node = Node.configured(directory, OPEN, Map.of());
  }

  @AfterEach
  void stop() throws IOException {
    node.assertUndisturbed();
    node.close();
  }

  private void reload(String yaml) throws IOException {
    node.server().reload(Node.load(directory, yaml, Map.of()));
  }

  private RawSocket.Reply publish(String secret) throws IOException {
    try (var socket = node.connect()) {
      var headers =
          secret.isEmpty()
              ? Map.of("Connection", "close")
              : Map.of("Connection", "close", "Authorization", "Bearer " + secret);
      return socket.request("POST", "/channels/x?app=kb", headers, "hello").reply();
    }
  }

  @Test
  void aRuleChangesForNewAndOldConnections() throws IOException {
    try (var old = node.subscribe("/channels/x?app=kb")) {
      reload(OPEN.replace("open", "secret"));
      assertThat(publish("").status()).isEqualTo(401);
      assertThat(publish("the-first-secret-of-app-b-0123456").status()).isEqualTo(200);
      assertThat(old.frame().text()).isEqualTo("hello");
      try (var next = node.connect()) {
        assertThat(next.askForUpgrade("/channels/x?app=kb", Map.of()).reply().status())
            .isEqualTo(401);
      }
      old.send(Frames.text("may I?"));
      assertThat(old.frame().code()).isEqualTo(1008);
    }
    assertThat(node.value(Metric.CONFIG_RELOADS, "taken")).isEqualTo(1);
  }

  @Test
  void aSecretChanges() throws IOException {
    reload(OPEN.replace("open", "secret").replace("the-first", "the-other"));
    assertThat(publish("the-first-secret-of-app-b-0123456").status()).isEqualTo(401);
    assertThat(publish("the-other-secret-of-app-b-0123456").status()).isEqualTo(200);
  }

  @Test
  void aLimitChanges() throws IOException {
    try (var old = node.subscribe("/channels/x?app=kb")) {
      reload(
          OPEN.replace(
              "channels:", "limits:\n      message-bytes: 3\n      connections: 1\n    channels:"));
      assertThat(publish("").status()).isEqualTo(413);
      try (var next = node.connect()) {
        assertThat(next.askForUpgrade("/channels/x?app=kb", Map.of()).reply().status())
            .isEqualTo(503);
      }
      old.send(Frames.text("too long"));
      assertThat(old.frame().code()).isEqualTo(1009);
    }
  }

  @Test
  void anOriginChanges() throws IOException {
    var page = Map.of("Origin", "https://page.example");
    try (var socket = node.connect()) {
      assertThat(socket.request("GET", "/channels/x?app=kb", page, "").reply().status())
          .isEqualTo(403);
      reload(OPEN.replace("channels:", "origins: [\"https://page.example\"]\n    channels:"));
      assertThat(socket.request("GET", "/channels/x?app=kb", page, "").reply().status())
          .isEqualTo(200);
    }
  }

  @Test
  void anAppThatIsGoneIsUnknown() throws IOException {
    try (var old = node.subscribe("/channels/x?app=kb");
        var quiet = node.subscribe("/channels/x?app=kb&format=json")) {
      assertThat(quiet.frame().text()).contains("subscribed");
      reload(BYSTANDER);
      assertThat(publish("").status()).isEqualTo(404);
      try (var next = node.connect()) {
        assertThat(next.askForUpgrade("/channels/x?app=kb", Map.of()).reply().status())
            .isEqualTo(404);
      }
      quiet.send(Frames.text("{\"data\":\"anybody?\"}"));
      assertThat(quiet.frame().text()).contains("app-unknown");
      old.send(Frames.text("anybody?"));
      assertThat(old.frame().code()).isEqualTo(1008);
      reload(OPEN);
      assertThat(publish("").status()).isEqualTo(200);
      assertThat(quiet.frame().text()).contains("hello");
    }
  }

  @Test
  void whatCannotBeUsedChangesNothing() throws IOException {
    String unusable =
        OPEN.replace("open", "secret")
            .replace("channels:", "tokens:\n      jwks: http://example.com/keys\n    channels:");
    assertThatThrownBy(() -> reload(unusable)).isInstanceOf(IllegalArgumentException.class);
    assertThat(publish("").status()).isEqualTo(200);
    assertThat(node.value(Metric.CONFIG_RELOADS, "refused")).isEqualTo(1);
  }

  @Test
  void aHundredReloadsUnderWayDropNothing() throws IOException {
    try (var ear = node.subscribe("/channels/x?app=kb")) {
      for (int i = 0; i < 100; i++) {
        reload(i % 2 == 0 ? OPEN.replace("history-size: 5", "history-size: 6") : OPEN);
        assertThat(publish("").status()).isEqualTo(200);
        assertThat(ear.frame().text()).isEqualTo("hello");
      }
    }
  }
}
