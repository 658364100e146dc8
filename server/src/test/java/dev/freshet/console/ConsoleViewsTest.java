package dev.freshet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.Node;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the console shows and does, over HTTP against a server in development mode. */
class ConsoleViewsTest {
  private final Node node;
  private Visitor visitor;

  ConsoleViewsTest() throws IOException {
    node = Node.development("console.logins-per-minute=100");
    visitor = new Visitor(node);
  }

  @BeforeEach
  void enter() {
    visitor = new Visitor(node).enter();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void hear(String path) {
    var _ =
        node.sendAsync(
            HttpRequest.newBuilder(node.http(path)).header("Accept", "text/event-stream"));
  }

  private String get(String path) {
    HttpResponse<String> response = visitor.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return response.body();
  }

  @Test
  void theSessionSaysWhoAndWhere() {
    assertThat(get("/console/api/session"))
        .contains("\"user\":\"admin\"", "\"via\":\"token\"", "\"development\":true")
        .contains("\"apps\":[{\"id\":\"1\",\"key\":\"dev-key\"}]", "\"clustered\":false")
        .doesNotContain("dev-secret");
  }

  @Test
  void theLiveViewHasSamplesOfTheNode() {
    await()
        .untilAsserted(() ->
            assertThat(get("/console/api/live"))
                .contains("\"step_s\":5", "\"connections\":0", "\"rss_bytes\":")
                .contains("\"me\":true", "\"redis\":[]"));
    assertThat(get("/console/api/live?since=99999999999999")).contains("\"samples\":[]");
    assertThat(visitor.get("/console/api/live?since=-1").statusCode()).isEqualTo(400);
  }

  @Test
  void theLiveStreamTellsASampleOfANodeThatIsHeard() {
    var stream = node.sendAsync(visitor.request("/console/live"));
    await().until(() -> node.metric(Metric.DELIVERIES) > 0);
    await()
        .untilAsserted(
            () -> assertThat(get("/console/api/live")).contains("\"by_dialect\":{\"sse\":1}"));
    var _ = visitor.post("/console/logout", "");
    assertThat(stream.join().body())
        .contains("event: live\ndata: {\"t\":", "\"cpu_us_per_message\":");
  }

  @Test
  void channelsComePageByPage() {
    for (String name : new String[] {"a", "b", "c"}) {
      hear("/channels/room:" + name);
    }
    await().until(() -> node.metric(Metric.SUBSCRIPTIONS) == 3);
    assertThat(get("/console/api/channels?app=1&prefix=room:&limit=2"))
        .isEqualTo(
            "{\"channels\":[{\"name\":\"room:a\",\"subscriptions\":1,\"users\":null,"
                + "\"history\":true},{\"name\":\"room:b\",\"subscriptions\":1,\"users\":null,"
                + "\"history\":true}],\"next\":\"room:b\",\"total\":null}");
    assertThat(get("/console/api/channels?app=1&prefix=room:&limit=2&after=room:b"))
        .contains("room:c", "\"next\":null");
    assertThat(get("/console/api/channels?app=1")).contains("\"total\":3");
    assertThat(visitor.get("/console/api/channels?app=nobody").statusCode()).isEqualTo(404);
    assertThat(visitor.get("/console/api/channels?app=1&limit=9999").statusCode()).isEqualTo(400);
  }

  @Test
  void bodiesAreInTheHistoryAlone() {
    hear("/channels/chat");
    node.publish("chat", "the body");
    assertThat(get("/console/api/channels?app=1")).doesNotContain("the body");
    assertThat(get("/console/api/channel?app=1&channel=chat"))
        .contains("\"kept\":1", "\"kind\":\"public\"", "\"members\":null")
        .doesNotContain("the body");
    assertThat(get("/console/api/history?app=1&channel=chat"))
        .contains("\"data\":\"the body\"", "\"bytes\":8", "\"cut\":false");
    assertThat(get("/console/api/audit")).doesNotContain("the body");
  }

  @Test
  void aLongBodyIsCutBetweenCharacters() {
    node.publish("chat", "é".repeat(10_000));
    assertThat(get("/console/api/history?app=1&channel=chat"))
        .contains("\"bytes\":20000", "\"cut\":true", "é\"")
        .doesNotContain("\uFFFD");
  }

  @Test
  void scriptsInNamesAndBodiesStayText() {
    String name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    hear("/channels/" + name);
    await().until(() -> node.metric(Metric.SUBSCRIPTIONS) == 1);
    var published =
        node.post("/channels/" + name + "?event=%3Cimg%20src%3Dx%3E", "\"</script>\n\u0001");
    assertThat(published.statusCode()).isEqualTo(200);
    assertThat(get("/console/api/channels?app=1")).contains("<script>alert(1)</script>");
    assertThat(get("/console/api/history?app=1&channel=" + name))
        .contains("\"event\":\"<img src=x>\"", "\"data\":\"\\\"</script>\\n\\u0001\"");
    assertThat(visitor.get("/console/api/connection?id=%3Cb%3E%22%0A").body())
        .doesNotContain("<b>");
    var _ = visitor.post("/console/api/close", "{\"id\":\"<b>\\nforged line\\u001b[31m\"}");
    assertThat(get("/console/api/audit")).contains("\"<b> forged line [31m\"");
  }

  @Test
  void publishingNeedsTheAppsSecret() {
    var wrong =
        visitor.post(
            "/console/api/publish",
            "{\"app\":\"1\",\"channel\":\"chat\",\"data\":\"x\",\"secret\":\"dev-secreT\"}");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(
            visitor
                .post("/console/api/publish", "{\"app\":\"1\",\"channel\":\"chat\",\"data\":\"x\"}")
                .statusCode())
        .isEqualTo(400);
    var right =
        visitor.post(
            "/console/api/publish",
            "{\"app\":\"1\",\"channel\":\"chat\",\"event\":\"e\",\"data\":\"x\","
                + "\"secret\":\"dev-secret\"}");
    assertThat(right.body()).matches("\\{\"epoch\":\"[^\"]+\",\"offset\":1}");
    assertThat(get("/console/api/audit"))
        .contains("\"what\":\"publish\",\"object\":\"1/chat\",\"outcome\":\"ok\"", "wrong secret")
        .doesNotContain("dev-secre");
  }

  @Test
  void aConnectionIsSeenAndClosed() {
    hear("/channels/chat");
    await().until(() -> node.metric(Metric.CONNECTIONS, "1", "sse") == 1);
    String seen = get("/console/api/connections?app=1&channel=chat");
    assertThat(seen).contains("\"dialect\":\"sse\"", "\"address\":\"127.0.0.1\"", "\"more\":false");
    String id = seen.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    assertThat(get("/console/api/connection?id=" + id)).contains("\"channels\":[\"chat\"]");
    assertThat(visitor.post("/console/api/close", "{\"id\":\"" + id + "\"}").statusCode())
        .isEqualTo(204);
    await().until(() -> node.metric(Metric.CONNECTIONS, "1", "sse") == 0);
    assertThat(node.metric(Metric.CONNECTIONS_CLOSED, "1", "operator")).isEqualTo(1);
    assertThat(visitor.post("/console/api/close", "{\"id\":\"" + id + "\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aChannelIsHeardInTheConsole() {
    var stream = node.sendAsync(visitor.request("/console/hear?app=1&channel=chat&format=json"));
    await().until(() -> node.metric(Metric.CONNECTIONS, "1", "sse") == 1);
    node.publish("chat", "hello");
    await().until(() -> node.metric(Metric.DELIVERIES) > 0);
    var _ = visitor.post("/console/logout", "");
    assertThat(stream.join().body()).contains("\"data\":\"hello\"");
  }

  @Test
  void headroomIsTheDoctorsAnswer() {
    assertThat(get("/console/api/headroom"))
        .contains("\"holds\":", "\"now\":0", "\"limit\":\"open-files\"")
        .contains("\"rule\":\"open-files\"", "\"severity\":\"");
  }

  @Test
  void plansAreThoseOfTheCommand() {
    assertThat(get("/console/api/plan?peak=50000")).contains("\"peak-connections\":50000");
    assertThat(get("/console/api/plan/curve?peak=50000")).contains("\"id\":\"freshet\"");
    assertThat(get("/console/api/plan/exercise")).contains("\"services\":");

    var response = visitor.get("/console/api/plan?peak=many");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("peak", "many");
  }
}
