package dev.freshet.it.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.metrics.Metric;
import dev.freshet.model.Secret;
import dev.freshet.session.SignedUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a configuration file nothing is open that it does not open. */
class AuthorizationIT {
  private static final String FILE =
      """
      apps:
        - id: a
          key: ka
          secret: %s
          tokens:
            audience: here
          channels:
            - pattern: open-*
              publish: open
              subscribe: open
              history: open
              history-size: 10
            - pattern: secret-*
              publish: secret
              subscribe: secret
              history: secret
              history-size: 10
            - pattern: "*"
              publish: token
              subscribe: token
              history: token
              history-size: 10
      """
          .formatted(Node.SECRET);

  private static final String ALL = "\"subscribe\":[\"*\"],\"publish\":[\"*\"],\"history\":[\"*\"]";

  private static final Secret SECRET = Secret.of(Node.SECRET);

  private static Node node;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    node = Node.configured(directory, FILE, Map.of("tokens.leeway", "0s"));
  }

  @AfterAll
  static void stop() throws IOException {
    try (var socket = node.connect()) {
      socket.request("GET", "/metrics", bearer(Node.SECRET), "");
      assertThat(socket.reply().body())
          .contains("freshet_problems_total")
          .doesNotContain(Node.SECRET, "eyJ");
    }
    assertThat(node.log().text()).doesNotContain(Node.SECRET, "eyJ", "signature=");
    node.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() throws IOException {
    node.assertUndisturbed();
  }

  static Stream<Arguments> credentials() {
    var soon = Instant.now().plusSeconds(3_600);
    String good = Jwt.of(ALL);
    List<String> parts = List.of(good.split("\\.", -1));
    String none = Jwt.base64("{\"alg\":\"none\"}".getBytes(UTF_8));
    String others =
        Jwt.signed(Jwt.HS256, Jwt.claims(soon, ALL), "another-secret-of-32-characters!");
    String richer = Jwt.base64(Jwt.claims(soon.plusSeconds(9), ALL).getBytes(UTF_8));
    return Stream.of(
        arguments("none", "", "unauthorized"),
        arguments("wrong secret", "Bearer " + "x".repeat(Node.SECRET.length()), "token-invalid"),
        arguments(
            "beginning of the secret", "Bearer " + Node.SECRET.substring(0, 20), "token-invalid"),
        arguments("empty", "Bearer ", "token-invalid"),
        arguments("another scheme", "Basic YTpi", "token-invalid"),
        arguments("no scheme", Node.SECRET, "token-invalid"),
        arguments("alg none", "Bearer " + none + "." + parts.get(1) + ".", "token-invalid"),
        arguments(
            "alg none, signed",
            "Bearer " + none + "." + parts.get(1) + "." + parts.get(2),
            "token-invalid"),
        arguments(
            "alg HS512",
            "Bearer " + Jwt.signed("{\"alg\":\"HS512\"}", Jwt.claims(soon, ALL), Node.SECRET),
            "token-invalid"),
        arguments(
            "alg RS256 signed with the secret",
            "Bearer " + Jwt.signed("{\"alg\":\"RS256\"}", Jwt.claims(soon, ALL), Node.SECRET),
            "token-invalid"),
        arguments("wrong key", "Bearer " + others, "token-invalid"),
        arguments(
            "other claims",
            "Bearer " + parts.get(0) + "." + richer + "." + parts.get(2),
            "token-invalid"),
        arguments(
            "no signature", "Bearer " + parts.get(0) + "." + parts.get(1) + ".", "token-invalid"),
        arguments("two parts", "Bearer " + parts.get(0) + "." + parts.get(1), "token-invalid"),
        arguments("a part more", "Bearer " + good + ".x", "token-invalid"),
        arguments("nonsense", "Bearer a.b.c", "token-invalid"),
        arguments("very long", "Bearer " + "a".repeat(12_000), "token-invalid"),
        arguments(
            "expired",
            "Bearer "
                + Jwt.signed(
                    Jwt.HS256, Jwt.claims(Instant.now().minusSeconds(1), ALL), Node.SECRET),
            "token-expired"),
        arguments(
            "no expiry",
            "Bearer " + Jwt.signed(Jwt.HS256, "{\"aud\":\"here\"}", Node.SECRET),
            "token-invalid"),
        arguments(
            "another audience",
            "Bearer "
                + Jwt.signed(
                    Jwt.HS256, Jwt.claims(soon, ALL).replace("here", "there"), Node.SECRET),
            "token-invalid"),
        arguments(
            "not yet",
            "Bearer "
                + Jwt.signed(
                    Jwt.HS256,
                    Jwt.claims(soon, ALL + ",\"nbf\":" + soon.getEpochSecond()),
                    Node.SECRET),
            "token-invalid"),
        arguments("grants nothing", "Bearer " + Jwt.of(""), "forbidden"),
        arguments(
            "grants another channel",
            "Bearer " + Jwt.of(ALL.replace("*", "room-1*")),
            "forbidden"));
  }

  /** Every way in asks the same. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("credentials")
  void wrongCredentialsOpenNothing(String name, String authorization, String code)
      throws IOException {
    var none = Map.<String, String>of();
    var headers = authorization.isEmpty() ? none : Map.of("Authorization", authorization);
    try (var socket = node.connect()) {
      assertRefused(socket.request("POST", "/channels/room", headers, "hi").reply(), code);
      assertRefused(socket.request("GET", "/channels/room", headers, "").reply(), code);
      var sse = new HashMap<>(headers);
      sse.put("Accept", "text/event-stream");
      assertRefused(socket.request("GET", "/channels/room", sse, "").reply(), code);
      assertRefused(socket.request("GET", "/channels?channel=room", sse, "").reply(), code);
      assertRefused(socket.askForUpgrade("/channels/room", headers).reply(), code);
      if (authorization.startsWith("Bearer ")) {
        String query = "/channels/room?token=" + authorization.substring(7);
        boolean fits = query.length() < 4_000;
        assertThat(socket.askForUpgrade(query, none).reply().status())
            .isEqualTo(fits ? status(code) : 414);
      }
    }
  }

  private static void assertRefused(RawSocket.Reply reply, String code) {
    assertThat(reply.body())
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain(Node.SECRET, "eyJ");
    assertThat(reply.status()).isEqualTo(status(code));
    assertThat(reply.header("WWW-Authenticate")).isEqualTo(reply.status() == 401 ? "Bearer" : null);
  }

  private static int status(String code) {
    return code.equals("forbidden") ? 403 : 401;
  }

  @Test
  void rightCredentialsOpenWhatTheyName() throws IOException {
    String token = Jwt.of("\"subscribe\":[\"room-*\"],\"publish\":[\"room-1\"]");
    try (var socket = node.connect();
        var ear = node.connect()) {
      assertThat(
              ear.askForUpgrade("/channels/room-1?token=" + token, Map.of()).replyHead().status())
          .isEqualTo(101);
      assertThat(socket.request("POST", "/channels/room-1", bearer(token), "hi").reply().status())
          .isEqualTo(200);
      assertThat(ear.frame().text()).isEqualTo("hi");
      assertRefused(
          socket.request("POST", "/channels/room-2", bearer(token), "hi").reply(), "forbidden");
      assertRefused(
          socket.request("GET", "/channels/room-1", bearer(token), "").reply(), "forbidden");
      var sse = Map.of("Accept", "text/event-stream");
      assertRefused(
          socket
              .request("GET", "/channels?channel=room-1&channel=other&token=" + token, sse, "")
              .reply(),
          "forbidden");
    }
  }

  @Test
  void anEventStreamTakesATokenFromItsQuery() throws IOException {
    String token = Jwt.of("\"subscribe\":[\"news\"]");
    try (var ear = node.connect()) {
      ear.request(
          "GET", "/channels/news?token=" + token, Map.of("Accept", "text/event-stream"), "");
      assertThat(ear.replyHead().status()).isEqualTo(200);
      node.publish("/channels/news", "hello");
      awaitLine(ear, "data: hello");
    }
  }

  private static void awaitLine(RawSocket socket, String expected) throws IOException {
    String line = socket.line();
    while (!line.equals(expected)) {
      line = socket.line();
    }
  }

  @Test
  void whatNeedsTheSecretTakesNoToken() throws IOException {
    try (var socket = node.connect()) {
      var token = bearer(Jwt.of(ALL));
      assertRefused(socket.request("POST", "/channels/secret-1", token, "hi").reply(), "forbidden");
      assertRefused(socket.request("GET", "/channels/secret-1", token, "").reply(), "forbidden");
      assertRefused(socket.askForUpgrade("/channels/secret-1", token).reply(), "forbidden");
      var secret = bearer(Node.SECRET);
      assertThat(socket.request("POST", "/channels/secret-1", secret, "hi").reply().status())
          .isEqualTo(200);
      assertThat(socket.request("GET", "/channels/secret-1", secret, "").reply().body())
          .contains("\"data\":\"hi\"");
    }
  }

  @Test
  void theSecretIsNoQueryToken() throws IOException {
    try (var socket = node.connect()) {
      assertRefused(
          socket.request("POST", "/channels/room?token=" + Node.SECRET, Map.of(), "hi").reply(),
          "token-invalid");
    }
  }

  @Test
  void twoKindsOfCredentialsAreRefused() throws IOException {
    try (var socket = node.connect()) {
      String token = Jwt.of(ALL);
      var reply =
          socket.request("POST", "/channels/room?token=" + token, bearer(token), "hi").reply();
      assertThat(reply.status()).isEqualTo(400);
    }
  }

  @Test
  void theMetricsNeedTheSecret() throws IOException {
    try (var socket = node.connect()) {
      assertRefused(socket.get("/metrics").reply(), "unauthorized");
      assertRefused(
          socket.request("GET", "/metrics", bearer(Jwt.of(ALL)), "").reply(), "unauthorized");
    }
  }

  @Test
  void thePageIsOfDevelopmentOnly() throws IOException {
    try (var socket = node.connect()) {
      assertThat(socket.get("/").reply().status()).isEqualTo(404);
    }
  }

  @Test
  void openChannelsAreOpen() throws IOException {
    try (var ear = node.subscribe("/channels/open-1");
        var socket = node.connect()) {
      ear.send(Frames.text("hi"));
      assertThat(ear.frame().text()).isEqualTo("hi");
      assertThat(socket.get("/channels/open-1").reply().body()).contains("\"data\":\"hi\"");
    }
  }

  @Test
  void publishingOverASocketWithoutTheRightEndsIt() throws IOException {
    try (var socket = node.connect()) {
      String query = "?token=" + Jwt.of("\"subscribe\":[\"*\"]");
      assertThat(socket.askForUpgrade("/channels/room" + query, Map.of()).replyHead().status())
          .isEqualTo(101);
      socket.send(Frames.text("hi"));
      assertThat(socket.frame().code()).isEqualTo(1008);
    }
  }

  @Test
  void publishingOverAJsonSocketWithoutTheRightIsTold() throws IOException {
    try (var socket = node.connect()) {
      String query = "?format=json&token=" + Jwt.of("\"subscribe\":[\"*\"]");
      assertThat(socket.askForUpgrade("/channels/room" + query, Map.of()).replyHead().status())
          .isEqualTo(101);
      assertThat(socket.frame().text()).contains("subscribed");
      socket.send(Frames.text("{\"data\":\"hi\"}"));
      assertThat(socket.frame().text()).contains("forbidden");
      socket.send(Frames.text("{\"channel\":\"open-9\",\"data\":\"hi\"}"));
      socket.send(Frames.masked(Frames.FIN | Frames.PING, new byte[0]));
      assertThat(socket.frame().opcode()).isEqualTo(Frames.PONG);
    }
  }

  @Test
  void aConnectionEndsWithItsToken() throws IOException {
    var expires = Instant.now().plusSeconds(2);
    String token = Jwt.signed(Jwt.HS256, Jwt.claims(expires, ALL), Node.SECRET);
    try (var socket = node.connect();
        var stream = node.connect()) {
      assertThat(
              socket.askForUpgrade("/channels/room?token=" + token, Map.of()).replyHead().status())
          .isEqualTo(101);
      stream.request(
          "GET", "/channels/r?token=" + token, Map.of("Accept", "text/event-stream"), "");
      assertThat(stream.replyHead().status()).isEqualTo(200);
      assertThat(socket.frame().code()).isEqualTo(4002);
      assertThat(Instant.now()).isBetween(expires.minusSeconds(1), expires.plusSeconds(3));
      assertThat(new String(stream.rest(), UTF_8)).contains(": the token expired");
    }
    assertThat(node.value(Metric.CONNECTIONS_CLOSED, "a", "token-expired")).isEqualTo(2);
  }

  @Test
  void aSignedUrlOpensItsChannelsAndNoOther() throws IOException {
    String url = signed("/channels?channel=room&channel=hall", 60);
    try (var socket = node.connect()) {
      assertThat(socket.askForUpgrade(url + "&since=earliest", Map.of()).replyHead().status())
          .isEqualTo(101);
    }
    try (var socket = node.connect()) {
      assertRefused(
          socket.request("GET", signed("/channels/room", 60), Map.of(), "").reply(), "forbidden");
      assertRefused(
          socket.request("POST", signed("/channels/room", 60), Map.of(), "x").reply(), "forbidden");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "room=hall",
        "expires=9",
        "signature=A",
        "channels/room=channels/hall",
        "room&=room&channel=hall&",
        "&expires=&%65xpires",
      })
  void aTamperedUrlOpensNothing(String change) throws IOException {
    int at = change.indexOf('=', change.startsWith("&") || change.startsWith("room&") ? 5 : 0);
    String url =
        change.startsWith("channels")
            ? signed("/channels/room", 60)
            : signed("/channels?channel=room", 60);
    String tampered =
        switch (change) {
          case "expires=9" -> url.replace("expires=1", "expires=2");
          case "signature=A" -> url.replaceFirst("signature=.", "signature=_");
          default -> url.replace(change.substring(0, at), change.substring(at + 1));
        };
    assertThat(tampered).isNotEqualTo(url);
    try (var socket = node.connect()) {
      assertRefused(socket.askForUpgrade(tampered, Map.of()).reply(), "token-invalid");
    }
  }

  @Test
  void anExpiredUrlOpensNothing() throws IOException {
    try (var socket = node.connect()) {
      assertRefused(
          socket.askForUpgrade(signed("/channels/room", -1), Map.of()).reply(), "token-expired");
    }
  }

  private static String signed(String target, int seconds) {
    return SignedUrl.sign(SECRET, URI.create(target), Instant.now().plusSeconds(seconds));
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }
}
