package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.Webhook;
import dev.freshet.model.app.WebhookEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksReaderTest {
  @TempDir Path directory;

  private Config load(String webhooks) throws IOException {
    return ConfigFiles.load(directory, ConfigFiles.APP + "    webhooks:" + webhooks, Map.of());
  }

  private List<String> faults(String webhooks) {
    return ConfigFiles.faults(directory, ConfigFiles.APP + "    webhooks:" + webhooks, Map.of());
  }

  @Test
  void aWebhookIsReadWithAllItsFields() throws IOException {
    var webhooks =
        load("""

              - url: https://a.example/hook?x=1
              - url: http://127.0.0.1:9000
                events: [channel_occupied, member_added]
                channel-prefix: presence-
                batch: true
        """)
            .apps()
            .getFirst()
            .webhooks();
    assertThat(webhooks)
        .containsExactly(
            new Webhook(
                URI.create("https://a.example/hook?x=1"),
                EnumSet.allOf(WebhookEvent.class),
                "",
                false),
            new Webhook(
                URI.create("http://127.0.0.1:9000"),
                Set.of(WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.MEMBER_ADDED),
                "presence-",
                true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a.example",
        "//a.example",
        "a.example",
        "https://",
        "https://hunter2:x@a.example",
        "https://a.example#hunter2",
        "https://a.example/hunter2 x",
        "https://a.example:99999/",
      })
  void aUrlThatNobodyCouldBeToldAtIsAFaultThatDoesNotShowIt(String url) {
    assertThat(faults(" [{url: '" + url + "'}]"))
        .containsExactly(
            "freshet.yaml:5: apps[0].webhooks[0].url: *** (expected: an http or https URL of at"
                + " most 2,000 characters, without user and password)");
  }

  @Test
  void aUrlIsNeeded() {
    assertThat(faults(" [{batch: true}]"))
        .singleElement()
        .asString()
        .startsWith("freshet.yaml:5: apps[0].webhooks[0].url: none (expected: an http");
  }

  @Test
  void anEventThatIsNoneIsAFault() {
    assertThat(faults(" [{url: 'http://a.example', events: [channel_empty]}]"))
        .singleElement()
        .asString()
        .startsWith("freshet.yaml:5: apps[0].webhooks[0].events: a sequence (expected: a list");
  }

  @Test
  void moreThanTwentyAreAFault() {
    assertThat(faults(" [" + "{url: 'http://a.example'},".repeat(21) + "]"))
        .containsExactly(
            "freshet.yaml:5: apps[0].webhooks: 21 entries (expected: a sequence of at most 20)");
  }

  @Test
  void whatIsPrintedHasNoQueryOfAUrl() throws IOException {
    Config config = load(" [{url: 'https://a.example/hook?token=hunter2'}]");
    String text = ConfigPrint.text(config);
    assertThat(text)
        .contains("apps[0].webhooks[0].url: https://a.example/hook?***\n")
        .contains("apps[0].webhooks[0].events[0]: channel_occupied\n")
        .contains("apps[0].pusher.members: 100\n")
        .doesNotContain("hunter2");
  }
}
