package dev.freshet.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Health;
import dev.freshet.net.http.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether the node says the truth on whether it is ready. */
class ReadyTest {
  private static final String A = "redis 127.0.0.1:6379";
  private static final String B = "redis 127.0.0.1:6380";

  private final Rig rig =
      new Rig(new HttpSettings(1_024, 2_048, 512, 9, 9, 9, 1_000, true), Duration.ofSeconds(30));
  private final EmbeddedChannel socket = rig.connect();

  @AfterEach
  void everythingIsLetGo() {
    socket.finishAndReleaseAll();
  }

  private String ready() {
    rig.run();
    socket.writeInbound(
        Unpooled.copiedBuffer("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n", UTF_8));
    var heard = new StringBuilder();
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          rig.run();
          socket.runPendingTasks();
          for (ByteBuf out = socket.readOutbound(); out != null; out = socket.readOutbound()) {
            heard.append(out.toString(UTF_8));
            out.release();
          }
          return heard.toString().endsWith("}");
        });
    return heard.toString();
  }

  @Test
  void aBrokerWithoutPartsIsNotListed() {
    assertThat(ready()).startsWith("HTTP/1.1 200 ").doesNotContain("shards");
  }

  @Test
  void partsThatAreAllUpAreListed() {
    rig.broker.health(Health.up(A), Health.up(B));
    assertThat(ready())
        .startsWith("HTTP/1.1 200 ")
        .endsWith(
            ",\"shards\":[{\"name\":\"%s\",\"state\":\"up\"},{\"name\":\"%s\",\"state\":\"up\"}]}"
                .formatted(A, B));
  }

  @Test
  void onePartThatIsNotUpMakesTheNodeNotReadyAndIsNamed() {
    rig.broker.health(Health.up(A), new Health(B, Health.State.READ_ONLY, "waits to be promoted"));
    assertThat(ready())
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After")
        .contains("application/problem+json")
        .contains("\"code\":\"not-ready\"")
        .contains("\"detail\":\"%s is read only: waits to be promoted\"".formatted(B))
        .endsWith(
            ",\"shards\":[{\"name\":\"%s\",\"state\":\"up\"},{\"name\":\"%s\",\"state\":\"read-only\",\"why\":\"waits to be promoted\"}]}"
                .formatted(A, B));
  }

  @Test
  void aProbeThatFailedIsNamedBesideThePartsThatDid() {
    rig.broker.publishes.away(true);
    rig.broker.health(new Health(A, Health.State.DOWN, null));
    assertThat(ready())
        .startsWith("HTTP/1.1 503 ")
        .contains("\"detail\":\"a probe did not get past the broker; %s is down\"".formatted(A));
  }

  @Test
  void partsThatAreUpDoNotHideAProbeThatFailed() {
    rig.broker.publishes.away(true);
    rig.broker.health(Health.up(A));
    assertThat(ready()).startsWith("HTTP/1.1 503 ").contains("\"state\":\"up\"");
  }
}
