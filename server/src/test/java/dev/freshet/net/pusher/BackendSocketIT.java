package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What backends do, as clients of the Pusher protocol notice it. */
class BackendSocketIT {
  private static PusherNode node;

  @BeforeAll
  static void start() throws IOException {
    node = PusherNode.start(Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void events(String more) {
    var response = node.send(SignedCall.post("/apps/3/events", "{\"name\":\"e\"," + more + "}"));
    assertThat(response.body()).isEqualTo("{}");
    assertThat(response.statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> get(String path, String info) {
    var call = SignedCall.get("/apps/3/" + path);
    return node.send(info.isEmpty() ? call : call.with("info", info));
  }

  @Test
  void theConnectionThatIsNamedDoesNotHear() throws Exception {
    try (var one = SocketClient.connect(node);
        var other = SocketClient.connect(node)) {
      one.subscribe("chat");
      other.subscribe("chat");
      events("\"channel\":\"chat\",\"data\":\"1\",\"socket_id\":\"" + one.id() + "\"");
      events("\"channel\":\"chat\",\"data\":\"2\"");
      one.assertHears("chat", "e", "2");
      other.assertHears("chat", "e", "1");
      other.assertHears("chat", "e", "2");
    }
  }

  @Test
  void aUserWithTwoConnectionsIsOneUser() throws Exception {
    try (var one = SocketClient.connect(node);
        var other = SocketClient.connect(node);
        var third = SocketClient.connect(node)) {
      one.join("presence-p", "u1");
      other.join("presence-p", "u1");
      third.join("presence-p", "u2");
      assertThat(get("channels/presence-p", "user_count,subscription_count").body())
          .isEqualTo("{\"occupied\":true,\"user_count\":2,\"subscription_count\":3}");
      assertThat(get("channels/presence-p/users", "").body())
          .isIn(
              "{\"users\":[{\"id\":\"u1\"},{\"id\":\"u2\"}]}",
              "{\"users\":[{\"id\":\"u2\"},{\"id\":\"u1\"}]}");
      var counted =
          node.send(
              SignedCall.post(
                  "/apps/3/events",
                  "{\"name\":\"e\",\"channel\":\"presence-p\",\"data\":\"\",\"info\":\"user_count\"}"));
      assertThat(counted.body()).isEqualTo("{\"channels\":{\"presence-p\":{\"user_count\":2}}}");
    }
  }

  @Test
  void whoeverSubscribesToACacheChannelHearsWhatItKeeps() throws Exception {
    events("\"channel\":\"cache-c\",\"data\":\"old\"");
    events("\"channel\":\"cache-c\",\"data\":\"new\"");
    try (var client = SocketClient.connect(node)) {
      client.subscribe("cache-c");
      client.assertHears("cache-c", "e", "new");
      assertThat(get("channels/cache-c", "cache").body())
          .contains("\"occupied\":true", "\"data\":\"new\"");
    }
  }

  @Test
  void onlyTheConnectionsOfTheUserAreTerminated() throws Exception {
    try (var one = SocketClient.connect(node);
        var two = SocketClient.connect(node);
        var other = SocketClient.connect(node)) {
      one.signIn("u1");
      two.signIn("u1");
      other.signIn("u2");
      other.subscribe("chat");
      assertThat(get("channels", "").body()).isEqualTo("{\"channels\":{\"chat\":{}}}");
      var response = node.send(SignedCall.post("/apps/3/users/u1/terminate_connections", "{}"));
      assertThat(response.body()).isEqualTo("{}");
      one.assertEnded(4009);
      two.assertEnded(4009);
      events("\"channel\":\"chat\",\"data\":\"still here\"");
      other.assertHears("chat", "e", "still here");
    }
  }

  @Test
  void anEncryptedEventPassesAsItIs() throws Exception {
    String data = "{\\\"nonce\\\":\\\"a+/=\\\",\\\"ciphertext\\\":\\\"b\\\"}";
    try (var client = SocketClient.connect(node)) {
      client.subscribePrivate("private-encrypted-a");
      events("\"channels\":[\"private-encrypted-a\",\"chat\"],\"data\":\"" + data + "\"");
      client.assertHears("private-encrypted-a", "e", data);
    }
  }
}
