package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What backends are refused over real sockets, with which status and which words. */
class RefusalsIT {
  private static final String EVENT = "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"d\"}";
  private static final String EVENTS = "/apps/3/events";

  private static PusherNode node;

  @BeforeAll
  static void start() throws IOException {
    node = PusherNode.start(Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** A request, what it is answered, and a part of the text. */
  record Case(String name, SignedCall call, int status, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case refused(String name, SignedCall call, int status, String text) {
    return new Case(name, call, status, text);
  }

  private static SignedCall event() {
    return SignedCall.post(EVENTS, EVENT);
  }

  private static SignedCall event(String body) {
    return SignedCall.post(EVENTS, body);
  }

  private static SignedCall five(String path, String body) {
    return SignedCall.post("/apps/5/" + path, body)
        .with("auth_key", "k5")
        .secret("secret-of-the-app-five");
  }

  static Stream<Case> unproven() {
    return Stream.of(
        refused("unknown app", SignedCall.post("/apps/99/events", EVENT), 404, "no app"),
        refused("app that is off", SignedCall.post("/apps/4/events", EVENT), 403, "is off"),
        refused("wrong secret", event().secret("wrong"), 401, "Invalid signature"),
        refused("no key", event().without("auth_key"), 401, "auth_key is missing"),
        refused("wrong key", event().with("auth_key", "k4"), 401, "auth_key is not"),
        refused("no version", event().without("auth_version"), 401, "auth_version is missing"),
        refused("other version", event().with("auth_version", "2.0"), 401, "must be 1.0"),
        refused("no time", event().without("auth_timestamp"), 401, "auth_timestamp is missing"),
        refused("no number", event().with("auth_timestamp", "-5"), 401, "must be a Unix time"),
        refused("empty time", event().with("auth_timestamp", ""), 401, "must be a Unix time"),
        refused("far time", event().with("auth_timestamp", "9".repeat(30)), 401, "Unix time"),
        refused("stale", event().aged(700), 401, "not within 600s of the server time"),
        refused("of the future", event().aged(-700), 401, "Timestamp expired"),
        refused("no md5", event().without("body_md5"), 401, "body_md5 is missing"),
        refused("other md5", event().with("body_md5", "0".repeat(32)), 401, "body_md5 is not"),
        refused(
            "md5 without a body",
            SignedCall.get("/apps/3/channels").with("body_md5", "0".repeat(32)),
            401,
            "body_md5 is not"),
        refused("tampered signature", event().tampered("auth_signature", "0"), 401, "signature"),
        refused("other path", event().signing("/apps/3/batch_events"), 401, "Invalid signature"),
        refused(
            "tampered parameter",
            SignedCall.get("/apps/3/channels")
                .with("filter_by_prefix", "a")
                .tampered("filter_by_prefix", "b"),
            401,
            "filter_by_prefix=b"),
        refused("added parameter", event().behind("&more=1"), 401, "more=1"),
        refused("key given twice", event().behind("&auth_key=k4"), 400, "given once"),
        refused("key in capitals", event().behind("&AUTH_KEY=k4"), 401, "signature"));
  }

  @ParameterizedTest
  @MethodSource("unproven")
  void whoeverIsNotTheBackendIsToldWhy(Case one) {
    assertRefused(node.send(one.call), one.status, one.text);
  }

  static Stream<Case> malformed() {
    return Stream.of(
        refused("nothing", event(""), 400, "not valid JSON|must be a JSON object"),
        refused("not JSON", event("name=e"), 400, "not valid JSON"),
        refused("half JSON", event("{\"name\":\"e\""), 400, "not valid JSON"),
        refused("an array", event("[]"), 400, "must be a JSON object"),
        refused("two objects", event(EVENT + "{}"), 400, "Something follows"),
        refused("no name", event("{\"channel\":\"c\",\"data\":\"\"}"), 400, "name is missing"),
        refused("no data", event("{\"channel\":\"c\",\"name\":\"e\"}"), 400, "data is missing"),
        refused("no channel", event("{\"name\":\"e\",\"data\":\"\"}"), 400, "channel"),
        refused("no channels", with("\"channels\":[]"), 400, "channel or channels is missing"),
        refused("channels as text", with("\"channels\":\"c\""), 400, "must be an array"),
        refused("a number as channel", with("\"channels\":[1]"), 400, "must be text"),
        refused("both", with("\"channel\":\"a\",\"channels\":[\"b\"]"), 400, "Either channel or"),
        refused(
            "one twice",
            with("\"channel\":\"a\",\"channel\":\"b\""),
            400,
            "channel is given twice"),
        refused("a blank", with("\"channel\":\"a b\""), 400, "only the characters"),
        refused("no characters", with("\"channel\":\"\""), 400, "only the characters"),
        refused("a hash", with("\"channel\":\"#chat\""), 400, "only the characters"),
        refused("no user", with("\"channel\":\"#server-to-user-\""), 400, "only the characters"),
        refused(
            "a long channel", with("\"channel\":\"" + "c".repeat(165) + "\""), 400, "at most 164"),
        refused("101 channels", with("\"channels\":" + names(101)), 400, "at most 100"),
        refused("a socket id", with("\"channel\":\"c\",\"socket_id\":\"1\""), 400, "socket_id"),
        refused("its words", with("\"channel\":\"c\",\"socket_id\":\"1.2a\""), 400, "socket_id"),
        refused("its sign", with("\"channel\":\"c\",\"socket_id\":\"-1.2\""), 400, "socket_id"),
        refused("its type", with("\"channel\":\"c\",\"socket_id\":1.2}"), 400, "must be text"),
        refused("unknown info", with("\"channel\":\"c\",\"info\":\"all\""), 400, "info may ask"),
        refused("info", with("\"channel\":\"c\",\"info\":\"cache\""), 400, "info may ask"),
        refused("a long name", named("n".repeat(201)), 400, "at most 200"),
        refused("an empty name", named(""), 400, "must not be empty"),
        refused("a line break", named("a\\nb"), 400, "control characters"),
        refused("our name", named("pusher:error"), 400, "begin with pusher:"),
        refused("our own name", named("pusher_internal:x"), 400, "begin with pusher:"),
        refused(
            "half a character",
            event("{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\\ud800\"}"),
            400,
            "surrogate"));
  }

  private static SignedCall with(String more) {
    return event("{\"name\":\"e\",\"data\":\"d\"," + more + "}");
  }

  private static SignedCall named(String name) {
    return event("{\"name\":\"%s\",\"data\":\"d\",\"channel\":\"c\"}".formatted(name));
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "\"c" + i + "\"").toList().toString();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aBodyThatIsNotAnEventIsToldWhy(Case one) {
    assertRefused(node.send(one.call), one.status, one.text);
  }

  static Stream<Case> beyond() {
    String large = "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"" + "d".repeat(10_241) + "\"}";
    return Stream.of(
        refused("10,241 bytes", event(large), 413, "10241 bytes.*maximum \\(10240 bytes\\)"),
        refused(
            "10,241 bytes in a batch",
            batch(EVENT + "," + large),
            413,
            "batch\\[1\\].*\\(10240 bytes\\)"),
        refused(
            "10,242 bytes of two each",
            event(large.replace("d".repeat(10_241), "é".repeat(5_121))),
            413,
            "10242 bytes"),
        refused("11 events", batch(String.join(",", repeat(11))), 400, "at most 10"),
        refused("no events", batch(""), 400, "at least one"),
        refused("no batch", SignedCall.post("/apps/3/batch_events", "{}"), 400, "at least one"),
        refused(
            "no array", SignedCall.post("/apps/3/batch_events", "{\"batch\":{}}"), 400, "array"),
        refused("no object", batch("1"), 400, "must be an object"),
        refused("own channels", five("events", channels("a", "b", "c", "d")), 400, "at most 3"),
        refused("own length", five("events", channels("c".repeat(21))), 400, "at most 20"),
        refused(
            "own name",
            five("events", EVENT.replace("\"e\"", "\"12345678901\"")),
            400,
            "at most 10"),
        refused(
            "own batch",
            five("batch_events", "{\"batch\":[" + String.join(",", repeat(3)) + "]}"),
            400,
            "at most 2"),
        refused("own user", five("users/123456/terminate_connections", "{}"), 400, "1 to 5"),
        refused(
            "no user",
            SignedCall.post("/apps/3/users//terminate_connections", "{}"),
            400,
            "1 to 128"),
        refused(
            "a rate",
            five("events", channels("a", "b", "c")),
            429,
            "c: .*the limit is 2.*other channels"));
  }

  private static SignedCall batch(String events) {
    return SignedCall.post("/apps/3/batch_events", "{\"batch\":[" + events + "]}");
  }

  private static String channels(String... names) {
    return "{\"name\":\"e\",\"data\":\"d\",\"channels\":[\"" + String.join("\",\"", names) + "\"]}";
  }

  private static List<String> repeat(int count) {
    return Collections.nCopies(count, EVENT);
  }

  @ParameterizedTest
  @MethodSource("beyond")
  void whatIsTooMuchIsToldTheLimit(Case one) {
    assertRefused(node.send(one.call), one.status, one.text);
  }

  static Stream<Case> questions() {
    return Stream.of(
        refused("users of a public channel", get("channels/chat/users"), 400, "presence channels"),
        refused("users of a private channel", get("channels/private-a/users"), 400, "presence"),
        refused(
            "users of all", get("channels").with("info", "user_count"), 400, "filter_by_prefix"),
        refused(
            "users by a short prefix",
            get("channels").with("info", "user_count").with("filter_by_prefix", "pres"),
            400,
            "presence-"),
        refused("unknown info", get("channels").with("info", "cache"), 400, "info may ask"),
        refused("users of one", get("channels/chat").with("info", "user_count"), 400, "presence"),
        refused("cache of one", get("channels/chat").with("info", "cache"), 400, "cache channels"),
        refused("a bad name", get("channels/a%20b"), 400, "only the characters"),
        refused("an internal name", get("channels/%01u1"), 400, "only the characters"),
        refused("an unknown path", get("nowhere"), 404, "no resource"),
        refused("an app alone", SignedCall.get("/apps/3"), 404, "no resource"),
        refused("apps alone", SignedCall.get("/apps"), 404, "no resource"),
        refused("a deep path", get("channels/a/users/b/c"), 404, "no resource"));
  }

  private static SignedCall get(String path) {
    return SignedCall.get("/apps/3/" + path);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void whatCannotBeAskedIsToldWhy(Case one) {
    assertRefused(node.send(one.call), one.status, one.text);
  }

  @Test
  void aReplayWithAnotherBodyIsRefused() {
    var call = event();
    var response =
        node.send(
            call.request(
                node.base(), EVENT.replace("\"d\"", "\"x\"").getBytes(StandardCharsets.UTF_8)));
    assertRefused(response, 401, "body_md5 is not");
    assertThat(node.send(call.request(node.base())).statusCode()).isEqualTo(200);
  }

  @Test
  void theTextSaysWhatShouldHaveBeenSignedAndNotWithWhat() {
    String text = node.send(event().secret("wrong")).body();
    assertThat(text)
        .contains("POST\\n/apps/3/events\\nauth_key=" + SignedCall.KEY + "&auth_timestamp=")
        .contains("&body_md5=")
        .doesNotContain(SignedCall.SECRET)
        .doesNotContain("auth_signature=");
  }

  @Test
  void anotherMethodIsToldWhichIsTaken() {
    var response = node.send(SignedCall.get(EVENTS));
    assertRefused(response, 405, "Allow");
    assertThat(response.headers().firstValue("Allow")).contains("OPTIONS, POST");
    assertRefused(node.send(SignedCall.post("/apps/3/channels", "{}")), 405, "Allow");
  }

  @Test
  void browsersAreToldNothing() {
    var request = event().request(node.base()).header("Origin", "https://evil.example");
    var response = node.send(request);
    assertThat(response.statusCode()).isEqualTo(200);
    assertNoCors(response);
    var preflight =
        node.send(
            HttpRequest.newBuilder(URI.create(node.base() + EVENTS))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://evil.example"));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertNoCors(preflight);
  }

  @Test
  void aNodeThatStopsSendsBackendsAway() throws Exception {
    try (var stopping = PusherNode.start(Map.of("stop.window", "2s", "stop.timeout", "8s"));
        var one = stopping.open("/channels/a?app=" + SignedCall.KEY);
        var other = stopping.open("/channels/a?app=" + SignedCall.KEY);
        var connection = new KeptConnection(stopping.port())) {
      connection.send(
          KeptConnection.head("POST", event().target(), EVENT.length())
              .replace("Host:", "Expect: 100-continue\r\nHost:"));
      // Its head is read, so it is under way; one that is not may be hung up on.
      assertThat(connection.answer()).startsWith("HTTP/1.1 100 ");
      connection.send(EVENT.substring(0, 10));
      int port = stopping.port();
      var end = Thread.startVirtualThread(stopping.server()::close);
      await().until(() -> !accepts(port));
      String answer = connection.send(EVENT.substring(10)).answer();
      assertThat(answer)
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("content-type: text/plain")
          .containsIgnoringCase("connection: close");
      end.join();
      assertThat(List.of(one.next(), other.next())).containsOnly("closed 1001");
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertNoCors(HttpResponse<String> response) {
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  private static void assertRefused(HttpResponse<String> response, int status, String text) {
    assertThat(response.body())
        .containsPattern(text)
        .endsWith("\n")
        .doesNotContain(SignedCall.SECRET);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertNoCors(response);
  }
}
