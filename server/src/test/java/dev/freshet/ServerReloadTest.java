package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerReloadTest {
  private static final Config KEEPING =
      Config.load(Optional.empty(), Map.of(), Map.of("server.port", "0"));

  /** The development app, whose channels now keep nothing. */
  private static Config keepingNothing() {
    App app = KEEPING.apps().getFirst();
    ChannelRule rule = app.rules().match("chat");
    var rules =
        new ChannelRules(
            List.of(
                new ChannelRule(
                    rule.pattern(),
                    0,
                    rule.historyTtl(),
                    rule.publish(),
                    rule.subscribe(),
                    rule.history(),
                    rule.slowReader())));
    var changed =
        new App(
            app.id(), app.key(), app.secret(), app.limits(), rules, app.origins(), app.tokens());
    return new Config(KEEPING.settings(), List.of(changed), true);
  }

  private static String publish(HttpClient client, Server server, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + "/channels/chat"))
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return response.body();
  }

  @Test
  void aChannelThatKeptNothingForAWhileBeginsANewEpoch() throws Exception {
    var server = Server.start(KEEPING, "test", "test");
    try (var client = HttpClient.newHttpClient()) {
      String first = publish(client, server, "1");
      server.reload(KEEPING);
      String second = publish(client, server, "2");
      server.reload(keepingNothing());
      publish(client, server, "unseen");
      server.reload(KEEPING);
      String third = publish(client, server, "3");
      assertThat(first).contains("\"offset\":1");
      assertThat(second).isEqualTo(first.replace("\"offset\":1", "\"offset\":2"));
      assertThat(third).contains("\"offset\":1").isNotEqualTo(first);
    } finally {
      server.stop(left -> {});
    }
  }
}
