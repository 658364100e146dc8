package dev.freshet.net.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.net.Rig;
import dev.freshet.net.http.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What backends are answered while the broker is elsewhere, late or away. */
class BackendAwayTest {
  private final Rig rig = new Rig(new HttpSettings(2_048, 2_048, 2_048, 9, 9, 9, 1_000, true));
  private final EmbeddedChannel socket = rig.connect();

  @AfterEach
  void everythingIsLetGo() {
    socket.finishAndReleaseAll();
  }

  private String post(String path, String body) {
    var call =
        SignedCall.post("/apps/1" + path, body)
            .with("auth_key", Config.DEVELOPMENT_KEY)
            .secret(Config.DEVELOPMENT_SECRET);
    String request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(call.target(), body.length(), body);
    socket.writeInbound(Unpooled.copiedBuffer(request, UTF_8));
    return answer();
  }

  private String answer() {
    rig.run();
    socket.runPendingTasks();
    var heard = new StringBuilder();
    for (ByteBuf bytes = socket.readOutbound(); bytes != null; bytes = socket.readOutbound()) {
      heard.append(bytes.toString(UTF_8));
      bytes.release();
    }
    return heard.toString();
  }

  private static void elsewhere(Runnable action) throws InterruptedException {
    var thread = new Thread(action);
    thread.start();
    thread.join();
  }

  @Test
  void whoCannotBeSentAwayIsNotSaidToBe() {
    assertThat(post("/users/ann/terminate_connections", "{}")).startsWith("HTTP/1.1 200 ");
    rig.broker.publishes.away(true);
    assertThat(post("/users/ann/terminate_connections", "{}"))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1");
  }

  @Test
  void aPublisherIsAnsweredWhenTheBrokerHasAnsweredAndNotBefore() throws InterruptedException {
    rig.broker.publishes.hold();
    assertThat(post("/events", "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"1\"}")).isEmpty();
    elsewhere(rig.broker.publishes::release);
    assertThat(answer()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whoseEventIsNotTakenIsToldToTryAgain() {
    rig.broker.publishes.away(true);
    assertThat(post("/events", "{\"name\":\"e\",\"channels\":[\"a\",\"b\"],\"data\":\"1\"}"))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1")
        .contains("other channels of the request may have got it");
  }

  @Test
  void whatWasPublishedIsSaidToBeThoughNothingCanBeFoundOutBesides() {
    String event =
        "{\"name\":\"e\",\"channel\":\"c\",\"data\":\"1\",\"info\":\"subscription_count\"}";
    assertThat(post("/events", event))
        .endsWith("{\"channels\":{\"c\":{\"subscription_count\":0}}}");
    rig.occupancy.questions.away(true);
    assertThat(post("/events", event))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("{\"channels\":{\"c\":{}}}");
  }
}
