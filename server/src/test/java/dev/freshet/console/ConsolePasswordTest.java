package dev.freshet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.config.ConfigFaults;
import dev.freshet.it.JdkEvents;
import dev.freshet.it.Node;
import dev.freshet.metrics.Metric;
import dev.freshet.model.PasswordHash;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The console of a server that is set up with a password. */
class ConsolePasswordTest {
  private static final String APPS = "apps: [{id: a, key: k, secret: 0123456789abcdef0123}]\n";
  private static final String HASH =
      PasswordHash.of("correct horse battery", new SecureRandom()).text();

  private static Node node() throws IOException {
    return Node.of(APPS + "console: {password-hash: '" + HASH + "', logins-per-minute: 100}\n");
  }

  @Test
  void thePasswordLetsInAndNothingElseDoes() throws IOException {
    try (Node node = node()) {
      var visitor = new Visitor(node);
      assertThat(node.consoleToken()).isNull();
      assertThat(node.get("/console/api/session").body()).contains("\"ways\":[\"password\"]");
      assertThat(visitor.login("password", "correct horse batterY").statusCode()).isEqualTo(401);
      assertThat(visitor.login("password", "").statusCode()).isEqualTo(401);
      assertThat(visitor.login("token", "null").statusCode()).isEqualTo(401);
      visitor.take(visitor.login("password", "correct horse battery"));
      assertThat(visitor.get("/console/api/session").body())
          .contains("\"user\":\"admin\"", "\"via\":\"password\"", "\"development\":false");
      assertThat(visitor.get("/console/api/audit").body()).doesNotContain("horse", "pbkdf2");
    }
  }

  @Test
  void onePasswordIsComparedAtATime() throws IOException {
    try (Node node = node()) {
      var visitor = new Visitor(node);
      var logins = new ArrayList<CompletableFuture<Integer>>();
      for (int i = 0; i < 8; i++) {
        logins.add(
            CompletableFuture.supplyAsync(
                () -> visitor.login("password", "wrong").statusCode(), Thread::startVirtualThread));
      }
      assertThat(logins.stream().map(CompletableFuture::join))
          .contains(401, 503)
          .containsOnly(401, 503);
    }
  }

  /** More addresses than wait, each with more attempts than it has. */
  @Test
  void aFloodKeepsNeitherTheOperatorNorPublicationsOut() throws Exception {
    try (Node node =
            Node.withRule(
                List.of(), "console.password-hash=" + HASH, "console.logins-per-minute=12");
        var stream = new JdkEvents(node.http("/channels/news"), "")) {
      var operator = new Visitor(node);
      operator.take(operator.login("password", "correct horse battery"));
      double ours = node.metric(Metric.CONSOLE_LOGINS, "ok");
      try (var flood = new LoginFlood(node, 24)) {
        await()
            .until(
                () -> flood.answers(401) > 0 && flood.answers(429) > 0 && flood.answers(503) > 0);
        int before = flood.answers(401);
        assertThat(operator.login("password", "correct horse battery").statusCode()).isEqualTo(204);
        // Not after the sixteen that waited.
        assertThat(flood.answers(401) - before).isLessThan(4);
        assertThat(node.post("/channels/news", "meanwhile").statusCode()).isEqualTo(200);
        assertThat(stream.next().data()).isEqualTo("meanwhile");
        // By way of each event loop.
        assertThat(node.get("/ready").statusCode()).isEqualTo(200);
        double meanwhile = refusals(node);
        await().until(() -> refusals(node) > meanwhile);
        flood.end();
        await()
            .untilAsserted(() -> {
              assertThat(node.metric(Metric.CONSOLE_LOGINS, "limited"))
                  .isEqualTo(flood.answers(429));
              assertThat(node.metric(Metric.CONSOLE_LOGINS, "busy")).isEqualTo(flood.answers(503));
            });
        assertThat(flood.statuses()).containsExactlyInAnyOrder(401, 429, 503);
        assertThat(flood.untold()).isZero();
      }
      assertThat(node.metric(Metric.CONSOLE_LOGINS, "ok")).isEqualTo(ours + 1);
    }
  }

  private static double refusals(Node node) {
    return node.metric(Metric.CONSOLE_LOGINS, "limited")
        + node.metric(Metric.CONSOLE_LOGINS, "busy");
  }

  @Test
  void aHashThatIsNoneIsAFaultAndNotShown() {
    assertThatThrownBy(() -> Node.of(APPS + "console: {password-hash: 'hunter2hunter2'}\n"))
        .isInstanceOf(ConfigFaults.class)
        .hasMessageContaining("what freshet console password prints")
        .hasMessageNotContaining("hunter2");
  }
}
