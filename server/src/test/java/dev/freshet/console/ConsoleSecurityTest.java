package dev.freshet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.Node;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console does for those who have not entered, and against those who should not. */
class ConsoleSecurityTest {
  private static final List<String> READING =
      List.of(
          "/console/api/session",
          "/console/api/live",
          "/console/live",
          "/console/api/headroom",
          "/console/api/channels?app=1",
          "/console/api/channel?app=1&channel=chat",
          "/console/api/history?app=1&channel=chat",
          "/console/hear?app=1&channel=chat",
          "/console/api/connections?app=1&channel=chat",
          "/console/api/connection?id=x",
          "/console/api/plan",
          "/console/api/plan/curve",
          "/console/api/plan/exercise",
          "/console/api/audit");

  private Node node;

  ConsoleSecurityTest() throws IOException {
    node = Node.development();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void nothingIsToldWithoutASession() {
    for (String path : READING) {
      var response = node.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.body()).contains("\"ways\":[\"token\"]");
      assertHardened(response);
    }
    for (String path : List.of("/console/api/publish", "/console/api/close")) {
      assertThat(new Visitor(node).post(path, "{}").statusCode()).as(path).isEqualTo(401);
    }
    assertThat(node.metric(Metric.CONSOLE_REFUSED, "no-session")).isEqualTo(READING.size() + 2);
  }

  @Test
  void aWrongTokenDoesNotLetIn() {
    var visitor = new Visitor(node);
    var response = visitor.login("token", "wrong");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(visitor.login("password", "wrong").statusCode()).isEqualTo(401);
    assertThat(node.metric(Metric.CONSOLE_LOGINS, "refused")).isEqualTo(2);
  }

  @Test
  void aTokenInTheAddressIsNotTaken() {
    assertThat(node.get("/console/api/session?token=" + node.consoleToken()).statusCode())
        .isEqualTo(401);
    assertThat(node.get("/console/login?token=" + node.consoleToken()).statusCode()).isEqualTo(405);
  }

  @Test
  void theCookieIsForThisSiteAndNoScript() {
    var response = new Visitor(node).login("token", String.valueOf(node.consoleToken()));
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("freshet_console=[A-Za-z0-9_-]{43}; Path=/console; HttpOnly; SameSite=Strict");
  }

  @Test
  void theCookieIsSecureBehindAProxyThatSpeaksTls() {
    var visitor = new Visitor(node);
    var response =
        node.send(
            HttpRequest.newBuilder(node.http("/console/login"))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-Proto", "https")
                .POST(BodyPublishers.ofString("{\"token\":\"" + node.consoleToken() + "\"}")));
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
    assertThat(visitor.take(response).get("/console/api/session").statusCode()).isEqualTo(200);
  }

  @Test
  void aSessionThatEndedIsStaleAndItsStreamsEnd() {
    var visitor = new Visitor(node).enter();
    var stream = node.sendAsync(visitor.request("/console/live"));
    await().until(() -> node.metric(Metric.CONNECTIONS, "(console)", "sse") == 1);
    assertThat(visitor.post("/console/logout", "").statusCode()).isEqualTo(204);
    assertThat(visitor.get("/console/api/session").statusCode()).isEqualTo(401);
    assertThat(stream.join().body()).startsWith("retry: ");
    assertThat(node.metric(Metric.CONSOLE_SESSIONS)).isZero();
  }

  @Test
  void anIdThatABrowserBringsBecomesNoSession() {
    var visitor = new Visitor(node);
    visitor.cookie("freshet_console=" + "A".repeat(43));
    assertThat(visitor.get("/console/api/session").statusCode()).isEqualTo(401);
    visitor.enter();
    assertThat(visitor.cookie()).isNotEqualTo("freshet_console=" + "A".repeat(43));
  }

  @Test
  void aLoginEndsTheSessionBefore() {
    var visitor = new Visitor(node).enter();
    String before = visitor.cookie();
    visitor.enter();
    assertThat(visitor.cookie()).isNotEqualTo(before);
    visitor.cookie(before);
    assertThat(visitor.get("/console/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void anotherSiteChangesNothing() {
    var visitor = new Visitor(node).enter();
    String body = "{\"channel\":\"chat\",\"data\":\"x\",\"secret\":\"dev-secret\"}";
    for (HttpRequest.Builder forged :
        List.of(
            visitor.request("/console/api/publish"),
            visitor.request("/console/api/publish").header("X-CSRF-Token", visitor.csrf()),
            visitor
                .request("/console/api/publish")
                .header("Origin", "https://evil.example")
                .header("X-CSRF-Token", visitor.csrf()),
            visitor
                .request("/console/api/publish")
                .header("Origin", "null")
                .header("X-CSRF-Token", visitor.csrf()),
            visitor
                .request("/console/api/publish")
                .header("Origin", visitor.origin())
                .header("Sec-Fetch-Site", "same-site")
                .header("X-CSRF-Token", visitor.csrf()),
            visitor.request("/console/api/publish").header("Origin", visitor.origin()),
            visitor
                .request("/console/api/publish")
                .header("Origin", visitor.origin())
                .header("X-CSRF-Token", "wrong"))) {
      var response =
          node.send(
              forged
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(response.statusCode()).isEqualTo(403);
    }
    assertThat(node.metric(Metric.PUBLICATIONS, "1")).isZero();
    assertThat(visitor.post("/console/api/publish", body).statusCode()).isEqualTo(200);
  }

  @Test
  void anotherSiteDoesNotLogInOrReadOrLogOut() {
    var visitor = new Visitor(node);
    var login =
        node.send(
            HttpRequest.newBuilder(node.http("/console/login"))
                .header("Origin", "https://evil.example")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + node.consoleToken() + "\"}")));
    assertThat(login.statusCode()).isEqualTo(403);
    visitor.enter();
    var read =
        node.send(visitor.request("/console/api/session").header("Sec-Fetch-Site", "cross-site"));
    assertThat(read.statusCode()).isEqualTo(403);
    assertThat(
            node.send(visitor.request("/console/logout").POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(403);
    assertThat(visitor.get("/console/api/session").statusCode()).isEqualTo(200);
  }

  @Test
  void aFormCannotLogIn() {
    var response =
        node.send(
            HttpRequest.newBuilder(node.http("/console/login"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"token\":\"" + node.consoleToken() + "\"}")));
    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void whoTriesTooOftenIsToldWhenToComeBack() {
    var visitor = new Visitor(node);
    for (int i = 0; i < 5; i++) {
      assertThat(visitor.login("token", "wrong").statusCode()).isEqualTo(401);
    }
    var response = visitor.login("token", String.valueOf(node.consoleToken()));
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 60);
    assertThat(node.metric(Metric.CONSOLE_LOGINS, "limited")).isEqualTo(1);
  }

  @Test
  void noPageMayFrameAnyAnswer() {
    assertHardened(node.get("/console"));
    assertHardened(node.get("/console/nothing"));
    assertHardened(node.get("/console/assets/nothing.js"));
    assertHardened(node.get("/console/login"));
    assertHardened(new Visitor(node).login("token", "wrong"));
    assertHardened(new Visitor(node).enter().get("/console/api/live"));
  }

  private static void assertHardened(HttpResponse<String> response) {
    var headers = response.headers();
    assertThat(headers.firstValue("Content-Security-Policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
                + " frame-ancestors 'none'");
    assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/assets/..%2FConsole.class",
        "/console/assets/%2e%2e%2fnet%2fapi%2fpage.js",
        "/console/assets/Console.class",
        "/console/assets/index.html",
        "/console/assets/..%5Cx.js",
        "/console/assets/%00.js",
        "/console/assets/",
        "/console/assets/a/b.js",
        "/console/lib/..%2F..%2Fpage.js",
        "/console/lib/META-INF%2FMANIFEST.MF",
        "/console/lib/",
        "/console/../health.js"
      })
  void noOtherFileIsServed(String path) {
    assertThat(node.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void librariesAreThereWithoutASession() {
    for (String library : Files.LIBRARIES.keySet()) {
      var response = node.get("/console/lib/" + library);
      assertThat(response.statusCode()).as(library).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .matches("text/(css|javascript); charset=utf-8");
    }
  }

  @Test
  void aResourceTakesItsMethodsAlone() {
    var visitor = new Visitor(node).enter();
    for (String path : READING) {
      var response =
          node.send(visitor.page(path, "{}").method("POST", BodyPublishers.ofString("{}")));
      assertThat(response.statusCode()).as(path).isEqualTo(405);
    }
    for (String method : List.of("PUT", "DELETE", "PATCH", "TRACE")) {
      var response =
          node.send(
              visitor
                  .request("/console/api/publish")
                  .method(method, BodyPublishers.ofString("{}")));
      assertThat(response.statusCode()).as(method).isEqualTo(405);
    }
    assertThat(visitor.get("/console/api/publish").statusCode()).isEqualTo(405);
    assertThat(
            node.send(visitor.request("/console/live").method("HEAD", BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(406);
  }

  @Test
  void tenWrongSecretsEndASession() {
    var visitor = new Visitor(node).enter();
    String body = "{\"channel\":\"chat\",\"data\":\"x\",\"secret\":\"wrong\"}";
    for (int i = 0; i < 10; i++) {
      assertThat(visitor.post("/console/api/publish", body).statusCode()).isEqualTo(403);
    }
    assertThat(visitor.post("/console/api/publish", body).statusCode()).isEqualTo(401);
  }

  @Test
  void aSessionHasABoundedNumberOfStreams() {
    var visitor = new Visitor(node).enter();
    for (int i = 0; i < 16; i++) {
      var _ = node.sendAsync(visitor.request("/console/live"));
    }
    await().until(() -> node.metric(Metric.CONNECTIONS, "(console)", "sse") == 16);
    assertThat(visitor.get("/console/live").statusCode()).isEqualTo(429);
  }

  @Test
  void outsideDevelopmentThereIsNoConsoleUnlessSomebodyMayEnter() throws IOException {
    String apps = "apps: [{id: a, key: k, secret: 0123456789abcdef0123}]\n";
    try (Node plain = Node.of(apps)) {
      assertThat(plain.get("/console").statusCode()).isEqualTo(404);
      assertThat(plain.get("/console/api/session").statusCode()).isEqualTo(404);
      assertThat(plain.consoleToken()).isNull();
    }
    try (Node off = Node.development("console.enabled=false")) {
      assertThat(off.consoleToken()).isNull();
      assertThat(off.get("/console/api/session").statusCode()).isEqualTo(404);
      assertThat(off.get("/console").body()).contains("set console.enabled");
    }
  }
}
