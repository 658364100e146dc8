package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What backends publish and ask over real sockets. */
class BackendApiIT {
  private static PusherNode node;

  @BeforeAll
  static void start() throws IOException {
    node = PusherNode.start(Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpResponse<String> events(String body) {
    return node.send(SignedCall.post("/apps/3/events", body));
  }

  private static void assertDone(HttpResponse<String> response) {
    assertJson(response, "{}");
  }

  private static void assertJson(HttpResponse<String> response, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  private static PusherNode.Ear hear(String channels, String more) throws InterruptedException {
    var ear = node.open("/channels?app=" + SignedCall.KEY + "&format=json&" + channels + more);
    for (int i = 0; i < channels.split("&", -1).length; i++) {
      assertThat(ear.next()).contains("subscribed");
    }
    return ear;
  }

  @Test
  void aPlainSubscriberHearsWhatABackendSends() throws Exception {
    try (var ear = hear("channel=open-a", "")) {
      assertDone(
          events(
              "{\"name\":\"App\\\\Events\\\\Sent\",\"channel\":\"open-a\",\"data\":\"{\\\"é\\\":1}\"}"));
      assertThat(ear.next())
          .contains("\"event\":\"App\\\\Events\\\\Sent\"")
          .contains("\"data\":\"{\\\"é\\\":1}\"");
    }
  }

  @Test
  void dataThatIsNoTextIsSentAsItsJson() throws Exception {
    try (var ear = hear("channel=open-a", "")) {
      String form = "{\"name\":\"e\",\"channel\":\"open-a\",\"data\":%s}";
      assertDone(events(form.formatted("{\"a\": [1, 2.50, \"x\"], \"b\": null}")));
      assertDone(events(form.formatted("1234567890123456789012345")));
      assertDone(events(form.formatted("null")));
      assertDone(events(form.formatted("\"\"")));
      assertThat(ear.next()).contains("\"data\":\"{\\\"a\\\":[1,2.50,\\\"x\\\"],\\\"b\\\":null}\"");
      assertThat(ear.next()).contains("\"data\":\"1234567890123456789012345\"");
      assertThat(ear.next()).contains("\"data\":\"null\"");
      assertThat(ear.next()).contains("\"data\":\"\"");
    }
  }

  @Test
  void oneEventGoesToAHundredChannelsOnceEach() throws Exception {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "open-" + i).toList();
    String query = "channel=open-0&channel=open-50&channel=open-99";
    try (var ear = hear(query, "")) {
      assertDone(
          events(
              "{\"name\":\"e\",\"data\":\"first\",\"channels\":[\""
                  + String.join("\",\"", names)
                  + "\"]}"));
      assertDone(events("{\"name\":\"e\",\"data\":\"next\",\"channels\":[\"open-0\",\"open-0\"]}"));
      assertThat(List.of(ear.next(), ear.next(), ear.next()))
          .allMatch(heard -> heard.contains("\"data\":\"first\""))
          .anyMatch(heard -> heard.contains("open-50"))
          .anyMatch(heard -> heard.contains("open-99"));
      assertThat(ear.next()).contains("next");
      assertDone(events("{\"name\":\"e\",\"data\":\"last\",\"channel\":\"open-0\"}"));
      assertThat(ear.next()).contains("last");
    }
  }

  @Test
  void aBatchIsSentInItsOrder() throws Exception {
    try (var ear = hear("channel=open-b", "")) {
      String one = "{\"name\":\"e\",\"channel\":\"open-b\",\"data\":\"%d\"}";
      String all = String.join(",", IntStream.range(0, 10).mapToObj(one::formatted).toList());
      assertDone(node.send(SignedCall.post("/apps/3/batch_events", "{\"batch\":[" + all + "]}")));
      for (int i = 0; i < 10; i++) {
        assertThat(ear.next()).contains("\"data\":\"" + i + "\"");
      }
    }
  }

  @Test
  void whatIsKeptCanBeResumed() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertDone(events("{\"name\":\"e\",\"channel\":\"kept\",\"data\":\"" + i + "\"}"));
    }
    try (var ear =
        node.open("/channels/kept?app=" + SignedCall.KEY + "&format=json&since=earliest")) {
      assertThat(ear.next()).contains("subscribed");
      for (int i = 0; i < 3; i++) {
        assertThat(ear.next()).contains("\"data\":\"" + i + "\"").contains("\"offset\":" + (i + 1));
      }
    }
  }

  @Test
  void theAnswerTellsOfTheChannelsWhatWasAsked() throws Exception {
    try (var one = hear("channel=open-i", "");
        var two = hear("channel=open-i&channel=presence-i", "")) {
      String info = "\"info\":\"user_count,subscription_count\"";
      awaitCount("open-i", 2);
      assertJson(
          events(
              "{\"name\":\"e\",\"data\":\"\",\"channels\":[\"open-i\",\"presence-i\",\"vacant\"],"
                  + info
                  + "}"),
          "{\"channels\":{\"open-i\":{\"subscription_count\":2},"
              + "\"presence-i\":{\"user_count\":0,\"subscription_count\":1},"
              + "\"vacant\":{\"subscription_count\":0}}}");
      assertJson(
          node.send(
              SignedCall.post(
                  "/apps/3/batch_events",
                  ("{\"batch\":[{\"name\":\"e\",\"data\":\"\",\"channel\":\"open-i\",%s},"
                          + "{\"name\":\"e\",\"data\":\"\",\"channel\":\"open-i\"},"
                          + "{\"name\":\"e\",\"data\":\"\",\"channel\":\"presence-i\",\"info\":\"user_count\"}]}")
                      .formatted(info))),
          "{\"batch\":[{\"subscription_count\":2},{},{\"user_count\":0}]}");
      assertThat(one.next()).contains("open-i");
      assertThat(two.next()).contains("-i");
    }
  }

  @Test
  void onlyOccupiedChannelsAreListedAndOnlyWhatWasAsked() throws Exception {
    try (var one = hear("channel=open-list-1&channel=open-list-2", "");
        var two = hear("channel=open-list-1&channel=presence-list", "")) {
      awaitCount("open-list-1", 2);
      var call = SignedCall.get("/apps/3/channels").with("filter_by_prefix", "open-list-");
      assertJson(node.send(call), "{\"channels\":{\"open-list-1\":{},\"open-list-2\":{}}}");
      assertJson(
          node.send(call.with("info", "subscription_count")),
          "{\"channels\":{\"open-list-1\":{\"subscription_count\":2},"
              + "\"open-list-2\":{\"subscription_count\":1}}}");
      assertJson(
          node.send(
              SignedCall.get("/apps/3/channels")
                  .with("filter_by_prefix", "presence-list")
                  .with("info", "user_count,subscription_count")),
          "{\"channels\":{\"presence-list\":{\"user_count\":0,\"subscription_count\":1}}}");
      assertThat(node.send(SignedCall.get("/apps/3/channels")).body())
          .startsWith("{\"channels\":{")
          .contains("\"open-list-2\":{}", "\"presence-list\":{}");
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void aChannelTellsWhetherItIsOccupied() throws Exception {
    try (var ear = hear("channel=open-state", "")) {
      awaitCount("open-state", 1);
      assertJson(node.send(SignedCall.get("/apps/3/channels/open-state")), "{\"occupied\":true}");
      assertThat(ear).isNotNull();
    }
    awaitCount("open-state", 0);
    assertJson(node.send(SignedCall.get("/apps/3/channels/open-state")), "{\"occupied\":false}");
    assertJson(
        node.send(
            SignedCall.get("/apps/3/channels/presence-none")
                .with("info", "user_count,subscription_count")),
        "{\"occupied\":false,\"user_count\":0,\"subscription_count\":0}");
  }

  @Test
  void aCacheChannelTellsWhatItKeepsAndForHowLong() {
    var call = SignedCall.get("/apps/3/channels/cache-a").with("info", "cache");
    assertJson(node.send(call), "{\"occupied\":false,\"cache\":null}");
    assertDone(events("{\"name\":\"e\",\"channel\":\"cache-a\",\"data\":\"old\"}"));
    assertDone(events("{\"name\":\"e\",\"channel\":\"cache-a\",\"data\":\"{\\\"n\\\":1}\"}"));
    assertThat(node.send(call).body())
        .matches(
            "\\{\"occupied\":false,\"cache\":\\{\"data\":\"\\{\\\\\"n\\\\\":1}\",\"ttl\":(1800|179\\d)}}");
  }

  @Test
  void nobodyIsOnAnUnknownPresenceChannel() {
    assertJson(node.send(SignedCall.get("/apps/3/channels/presence-none/users")), "{\"users\":[]}");
  }

  @Test
  void connectionsOfAUserThatHasNoneAreTerminatedAllTheSame() {
    for (String user : List.of("u1", "%C3%A9%20%2F", "a+b")) {
      assertDone(
          node.send(SignedCall.post("/apps/3/users/" + user + "/terminate_connections", "{}")));
    }
  }

  /** Some libraries sign the path as it is sent, some before it is encoded. */
  @Test
  void thePathIsSignedAsItIsSentOrAsItIsMeant() {
    String sent = "/apps/3/channels/presence-a%3Db%40c";
    assertThat(node.send(SignedCall.get(sent)).statusCode()).isEqualTo(200);
    assertThat(
            node.send(SignedCall.get(sent).signing("/apps/3/channels/presence-a=b@c")).statusCode())
        .isEqualTo(200);
    assertThat(
            node.send(SignedCall.get(sent).signing("/apps/3/channels/presence-a=b")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aClockMayBeTenMinutesWrong() {
    for (long seconds : new long[] {-590, 590}) {
      assertDone(
          node.send(
              SignedCall.post("/apps/3/events", "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"}")
                  .aged(seconds)));
    }
  }

  @Test
  void anAppHasBoundsOfItsOwn() {
    String body = "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"" + "d".repeat(100 * 1024) + "\"}";
    var call =
        SignedCall.post("/apps/5/events", body)
            .with("auth_key", "k5")
            .secret("secret-of-the-app-five");
    assertDone(node.send(call));
  }

  @Test
  void whatNobodyKnowsIsPassedOver() {
    assertDone(
        events(
            "{\"more\":{\"name\":[1]},\"name\":\"e\",\"data\":\"\",\"channel\":\"c\","
                + "\"socket_id\":null,\"info\":null,\"tags\":{}}"));
  }

  @Test
  void aConnectionTakesRequestAfterRequest() throws IOException {
    double before = node.server().metrics().value(Metric.HTTP_REQUESTS, "pusher_events", "200");
    String body = "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"}";
    try (var connection = new KeptConnection(node.port())) {
      for (int i = 0; i < 20; i++) {
        String target = SignedCall.post("/apps/3/events", body).target();
        String answer =
            connection.send(KeptConnection.head("POST", target, body.length()) + body).answer();
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n{}");
        assertThat(answer).doesNotContainIgnoringCase("connection: close");
      }
      String refused = SignedCall.post("/apps/3/events", body).secret("wrong").target();
      assertThat(
              connection.send(KeptConnection.head("POST", refused, body.length()) + body).answer())
          .startsWith("HTTP/1.1 401 ");
      assertThat(
              connection
                  .send(KeptConnection.head("GET", SignedCall.get("/apps/3/channels").target(), 0))
                  .answer())
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(node.server().metrics().value(Metric.HTTP_REQUESTS, "pusher_events", "200"))
        .isEqualTo(before + 20);
  }

  @Test
  void aPrefixIsNotSigned() throws IOException {
    try (var behind = PusherNode.start(Map.of("pusher.path", "/realtime/v1"))) {
      String body = "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"}";
      var call = SignedCall.post("/apps/3/events", body);
      assertDone(behind.send(call.request(behind.base() + "/realtime/v1")));
      assertThat(behind.send(call.request(behind.base())).statusCode()).isEqualTo(404);
      HttpRequest.Builder whole =
          SignedCall.post("/realtime/v1/apps/3/events", body).request(behind.base());
      assertThat(behind.send(whole).statusCode()).isEqualTo(401);
    }
  }

  private static void awaitCount(String channel, int count) {
    await()
        .untilAsserted(() ->
            assertThat(
                    node.send(
                            SignedCall.get("/apps/3/channels/" + channel)
                                .with("info", "subscription_count"))
                        .body())
                .isEqualTo(
                    "{\"occupied\":%s,\"subscription_count\":%d}".formatted(count > 0, count)));
  }
}
