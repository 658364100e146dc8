package dev.freshet.session.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.config.Config;
import dev.freshet.it.Tools;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Member;
import dev.freshet.model.app.App;
import dev.freshet.model.app.Webhook;
import dev.freshet.session.Apps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and the backend that the guide shows work, and with each other. */
class WebhookGuideIT {
  private static final Path GUIDE = Path.of("../docs/guides/webhooks.md");

  @TempDir private Path directory;

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void theGuidesBackendBelievesWhatItsAppSignedAndNothingElse() throws Exception {
    Path file = Files.writeString(directory.resolve("freshet.yaml"), block("yaml"));
    App app = Config.load(Optional.of(file), Map.of(), Map.of()).apps().getFirst();
    Process backend = start();
    try {
      List<String> lines = read(backend);
      await().until(() -> !lines.isEmpty());
      URI url = URI.create("http://127.0.0.1:" + lines.getFirst().split(" ", -1)[1] + "/freshet");

      tell(to(app, url));
      await().until(() -> lines.size() == 3);
      assertThat(lines.subList(1, 3))
          .extracting(String::strip)
          .containsExactly("channel_occupied presence-room", "member_added presence-room ann");
      assertThat(forge(url, app.key())).isEqualTo(401);
    } finally {
      backend.destroy();
    }
  }

  private Process start() throws IOException {
    Path script = Files.writeString(directory.resolve("hooks.mjs"), block("js"));
    var builder = new ProcessBuilder(Tools.need("node"), script.toString());
    builder.environment().put("PORT", "0");
    return builder.redirectErrorStream(true).start();
  }

  private static List<String> read(Process backend) {
    var lines = new CopyOnWriteArrayList<String>();
    Thread.startVirtualThread(() -> {
      try (BufferedReader reader = backend.inputReader()) {
        reader.lines().forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    return lines;
  }

  /** The guide's app, told at another URL with the guide's own choice of events. */
  private static App to(App app, URI url) {
    Webhook first = app.webhooks().getFirst();
    return new App(
        app.id(),
        app.key(),
        app.secret(),
        app.limits(),
        app.rules(),
        app.origins(),
        app.tokens(),
        app.clients(),
        List.of(new Webhook(url, first.events(), first.channelPrefix(), first.batch())));
  }

  private static void tell(App app) {
    var metrics = new Metrics();
    try (var webhooks =
        new Webhooks(new Apps(List.of(app)), Hooks.SETTINGS, metrics, InstantSource.system())) {
      webhooks.changed(app.channel("presence-room"), 0, 1);
      webhooks.joined(app.channel("presence-room"), Member.of("ann"));
      await().until(() -> metrics.value(Metric.WEBHOOK_EVENTS_DELIVERED) == 2);
    }
  }

  private static int forge(URI url, String key) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(url)
                  .header("X-Pusher-Key", key)
                  .header("X-Pusher-Signature", "0".repeat(64))
                  .POST(BodyPublishers.ofString("{\"events\":[{\"name\":\"forged\"}]}"))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }
}
