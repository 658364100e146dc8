package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.Pusher;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.Result;
import com.pusher.rest.data.Validity;
import dev.freshet.it.NodePackages;
import dev.freshet.it.Tools;
import dev.freshet.model.Secret;
import dev.freshet.model.app.WebhookEvent;
import dev.freshet.wire.pusher.HookEvent;
import dev.freshet.wire.pusher.PusherSignature;
import dev.freshet.wire.pusher.WebhookBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The HTTP interface by Pusher's own libraries, unchanged: pusher-http-java, and pusher in Node.
 */
@SuppressWarnings("try") // Closing the Java library could throw InterruptedException.
class BackendSdksIT {
  private static PusherNode node;

  @BeforeAll
  static void start() throws IOException {
    node = PusherNode.start(Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Pusher backend(String app, String key, String secret) {
    var pusher = new Pusher(app, key, secret);
    pusher.setHost("127.0.0.1:" + node.port());
    pusher.setEncrypted(false);
    return pusher;
  }

  private static void assertResult(Result result, int status, String text) {
    assertThat(result.getMessage()).containsPattern(text);
    assertThat(result.getHttpStatus()).isEqualTo(status);
  }

  @Test
  void theJavaLibraryPublishes() throws Exception {
    try (var client = SocketClient.connect(node);
        var pusher = backend("3", SignedCall.KEY, SignedCall.SECRET)) {
      client.subscribe("news");
      client.subscribe("other");
      assertResult(pusher.trigger("news", "one", Map.of("n", 1)), 200, "^\\{}$");
      assertResult(pusher.trigger(List.of("news", "other"), "two", "é"), 200, "^\\{}$");
      assertResult(pusher.trigger("news", "unheard", 1, client.id()), 200, "^\\{}$");
      assertResult(
          pusher.trigger(List.of(new Event("news", "three", 3), new Event("other", "four", "4"))),
          200,
          "^\\{}$");
      client.assertHears("news", "one", "{\\\"n\\\":1}");
      client.assertHears("news", "two", "\\\"é\\\"");
      client.assertHears("other", "two", "\\\"é\\\"");
      client.assertHears("news", "three", "3");
      client.assertHears("other", "four", "\\\"4\\\"");
    }
  }

  @Test
  void theJavaLibraryAsks() throws Exception {
    try (var client = SocketClient.connect(node);
        var pusher = backend("3", SignedCall.KEY, SignedCall.SECRET)) {
      client.join("presence-java", "u1");
      assertResult(
          pusher.get("/channels", Map.of("filter_by_prefix", "presence-j", "info", "user_count")),
          200,
          "\\{\"channels\":\\{\"presence-java\":\\{\"user_count\":1}}}");
      assertResult(
          pusher.get("/channels/presence-java", Map.of("info", "user_count")),
          200,
          "\\{\"occupied\":true,\"user_count\":1}");
      assertResult(
          pusher.get("/channels/presence-java/users"), 200, "\\{\"users\":\\[\\{\"id\":\"u1\"}]}");
    }
  }

  @Test
  void theJavaLibraryIsToldWhatWasWrong() throws Exception {
    try (var wrongSecret = backend("3", SignedCall.KEY, "wrong");
        var wrongKey = backend("3", "wrong", SignedCall.SECRET);
        var wrongApp = backend("99", SignedCall.KEY, SignedCall.SECRET);
        var off = backend("4", "k4", "secret-of-the-app-four");
        var pusher = backend("3", SignedCall.KEY, SignedCall.SECRET)) {
      Result refused = wrongSecret.trigger("news", "e", 1);
      assertResult(refused, 401, "Invalid signature");
      assertThat(refused.getStatus()).isEqualTo(Result.Status.AUTHENTICATION_ERROR);
      assertResult(wrongKey.trigger("news", "e", 1), 401, "auth_key");
      assertResult(wrongApp.trigger("news", "e", 1), 404, "no app");
      assertResult(off.trigger("news", "e", 1), 403, "is off");
      assertResult(pusher.trigger("news", "e", "x".repeat(10_240)), 413, "10240");
      assertResult(pusher.get("/channels/news/users"), 400, "presence");
      assertResult(pusher.get("/nowhere"), 404, "no resource");
    }
  }

  @Test
  void theJavaLibraryTakesOurWebhooks() throws Exception {
    byte[] body =
        WebhookBody.write(
            1_327_078_148_132L,
            List.of(HookEvent.ofChannel(WebhookEvent.CHANNEL_OCCUPIED, "news")));
    String signature = PusherSignature.sign(Secret.of(SignedCall.SECRET), body);
    String text = new String(body, StandardCharsets.UTF_8);
    try (var pusher = backend("3", SignedCall.KEY, SignedCall.SECRET)) {
      assertThat(pusher.validateWebhookSignature(SignedCall.KEY, signature, text))
          .isEqualTo(Validity.VALID);
      assertThat(pusher.validateWebhookSignature(SignedCall.KEY, signature, text + " "))
          .isEqualTo(Validity.INVALID);
    }
  }

  @Test
  void theNodeLibraryDoesAllThatItCan() throws Exception {
    var packages = NodePackages.install();
    try (var client = SocketClient.connect(node)) {
      client.signIn("u1");
      client.subscribe("news");
      client.subscribe("other");
      client.join("presence-room", "u1");
      client.subscribe("#server-to-user-u1");
      var ended =
          Tools.run(
              List.of(
                  packages.program(),
                  "backend.mjs",
                  Integer.toString(node.port()),
                  "3",
                  SignedCall.KEY,
                  SignedCall.SECRET,
                  client.id()),
              packages.folder());
      assertThat(ended.out()).isEqualTo("done\n");
      client.assertHears("news", "one", "{\\\"n\\\":1,\\\"text\\\":\\\"é\\\"}");
      client.assertHears("news", "two", "text");
      client.assertHears("other", "two", "text");
      client.assertHears("news", "counted", "{}");
      client.assertHears("presence-room", "counted", "{}");
      client.assertHears("news", "three", "{\\\"n\\\":3}");
      client.assertHears("other", "four", "4");
      client.assertHears("#server-to-user-u1", "private-matter", "{\\\"n\\\":5}");
      client.assertEnded(4009);
    }
  }
}
