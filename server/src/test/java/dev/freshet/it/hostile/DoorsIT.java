package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may use a node: in development those of this machine, else those that are named. */
class DoorsIT {
  private static final String FILE =
      """
      apps:
        - id: a
          key: ka
          secret: %s
          origins: ["https://*.example.com"]
          channels:
            - pattern: "*"
              publish: open
              subscribe: open
              history: open
        - id: b
          key: kb
          secret: another-secret-of-32-characters!
          origins: ["*"]
      """
          .formatted(Node.SECRET);

  private static Node development;
  private static Node configured;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    development = Node.development(Map.of());
    configured =
        Node.configured(
            directory,
            FILE,
            Map.of(
                "server.hosts", "127.0.0.1,localhost,*.example.com", "server.cors-max-age", "7s"));
  }

  @AfterAll
  static void stop() {
    development.close();
    configured.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    development.assertBystanderHears();
    configured.assertBystanderHears();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example/localhost",
        "localhost@evil.example",
        "0x7f.1",
        "2130706433",
        "10.0.0.1",
        "[::2]",
        "localhost localhost",
        ""
      })
  void inDevelopmentANameOfAnotherMachineIsRefused(String host) throws IOException {
    assertThat(ask(development, "GET", "/channels/a", host, null).status()).isEqualTo(403);
    assertThat(ask(development, "GET", "/metrics", host, null).status()).isEqualTo(403);
    assertThat(ask(development, "GET", "/", host, null).status()).isEqualTo(403);
    assertThat(ask(development, "POST", "/channels/a", host, null).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:1",
        "127.0.0.1:8080",
        "127.1.2.3",
        "[::1]:8080",
        "a.localhost"
      })
  void inDevelopmentAnyNameOfThisMachineIsTaken(String host) throws IOException {
    assertThat(ask(development, "GET", "/channels/a", host, null).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "file://",
        "localhost",
        "http://",
        "%%%",
        ""
      })
  void inDevelopmentAPageOfAnotherOriginIsRefused(String origin) throws IOException {
    for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
      var reply = ask(development, method, "/channels/a", "localhost", origin);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("origin-refused");
      assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
    }
    try (var socket = development.connect()) {
      assertThat(socket.askForUpgrade("/channels/a", Map.of("Origin", origin)).reply().status())
          .isEqualTo(403);
      var stream = Map.of("Origin", origin, "Accept", "text/event-stream");
      assertThat(socket.request("GET", "/channels/a", stream, "").reply().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:1"})
  void inDevelopmentAPageOfThisMachineIsTaken(String origin) throws IOException {
    var reply = ask(development, "GET", "/channels/a", "localhost", origin);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(reply.header("Vary")).isEqualToIgnoringCase("origin");
  }

  @Test
  void thePageLoadsAndIsFramedByNothing() throws IOException {
    for (String path : new String[] {"/", "/page.js", "/page.css"}) {
      var reply = ask(development, "GET", path, "localhost", null);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.body()).doesNotContain("https://", "<script>", "style=\"", "onclick");
    }
  }

  @Test
  void anAppNamesTheOriginsThatMayUseIt() throws IOException {
    String good = "https://www.example.com";
    var reply = ask(configured, "GET", "/channels/a?app=ka", "localhost", good);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(good);
    for (String bad : new String[] {"http://www.example.com", "https://example.com", "null"}) {
      assertThat(ask(configured, "GET", "/channels/a?app=ka", "localhost", bad).status())
          .isEqualTo(403);
    }
    // An answer that is a refusal can be read by the page as well.
    var refused = ask(configured, "GET", "/channels/a?app=kb", "localhost", "https://any.where");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("https://any.where");
  }

  @Test
  void aPreflightIsAnsweredWithoutCredentials() throws IOException {
    var reply =
        ask(configured, "OPTIONS", "/channels/a?app=ka", "localhost", "https://www.example.com");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(reply.header("Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("7");
    assertThat(reply.header("Access-Control-Allow-Credentials")).isNull();
  }

  @Test
  void onlyTheHostsThatAreNamedAreAnsweredTo() throws IOException {
    String target = "/channels/a?app=ka";
    assertThat(ask(configured, "GET", target, "WWW.Example.com:443", null).status()).isEqualTo(200);
    assertThat(ask(configured, "GET", target, "example.com", null).status()).isEqualTo(403);
    assertThat(ask(configured, "GET", target, "127.0.0.2", null).status()).isEqualTo(403);
  }

  private static RawSocket.Reply ask(
      Node node, String method, String target, String host, @Nullable String origin)
      throws IOException {
    var headers = new HashMap<String, String>();
    headers.put("Connection", "close");
    if (origin != null) {
      headers.put("Origin", origin);
    }
    var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    try (var socket = node.connect()) {
      return socket.send(text + "\r\n").reply();
    }
  }
}
