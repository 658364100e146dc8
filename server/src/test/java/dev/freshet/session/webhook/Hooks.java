package dev.freshet.session.webhook;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.TokenRules;
import dev.freshet.model.app.Webhook;
import dev.freshet.model.app.WebhookEvent;
import dev.freshet.session.Apps;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An app with webhooks, its backend, and what tells it. */
final class Hooks implements AutoCloseable {
  /** Pusher's own example. */
  static final String KEY = "278d425bdf160c739803";

  static final String SECRET = "7ad3773142a6692b25b8";
  static final long TIME = 1_327_078_148_132L;

  /** Quick, and nothing is held. */
  static final WebhookSettings SETTINGS =
      new WebhookSettings(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMillis(5),
          Duration.ZERO,
          10_000,
          50,
          4);

  static final Duration SOON = Duration.ofMillis(150);

  final Backend backend = new Backend();
  final Metrics metrics = new Metrics();
  final Apps apps = new Apps(List.of());
  final InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(TIME));
  private @Nullable Webhooks webhooks;

  Hooks() throws IOException {}

  /** Starts with one webhook that is told of everything. */
  Webhooks start(WebhookSettings settings) {
    return start(settings, hook("/hook"));
  }

  Webhooks start(WebhookSettings settings, Webhook... hooks) {
    configure(hooks);
    var made = new Webhooks(apps, settings, metrics, clock);
    webhooks = made;
    return made;
  }

  /** What a reload does. */
  void configure(Webhook... hooks) {
    apps.replace(List.of(app(ClientRules.OFF, hooks)));
  }

  static App app(ClientRules clients, Webhook... hooks) {
    return new App(
        "3",
        KEY,
        Secret.of(SECRET),
        Limits.DEFAULT,
        new ChannelRules(List.of()),
        List.of(),
        TokenRules.SECRET_ONLY,
        clients,
        List.of(hooks));
  }

  Webhook hook(String path) {
    return hook(path, EnumSet.allOf(WebhookEvent.class), "");
  }

  Webhook hook(String path, Set<WebhookEvent> events, String prefix) {
    URI url = backend.uri(path);
    return new Webhook(url, events, prefix, false);
  }

  Webhook batches() {
    return new Webhook(backend.uri("/batches"), EnumSet.allOf(WebhookEvent.class), "", true);
  }

  static ChannelName channel(String name) {
    return new ChannelName("3", name);
  }

  /** The JSON of an event that has only a channel. */
  static String event(String name, String channel) {
    return "{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\"}";
  }

  static WebhookSettings holding(Duration delay) {
    return with(SETTINGS.retryFor(), delay, SETTINGS.queueMax(), SETTINGS.concurrency());
  }

  static WebhookSettings retrying(Duration retryFor) {
    return with(retryFor, Duration.ZERO, SETTINGS.queueMax(), SETTINGS.concurrency());
  }

  static WebhookSettings queueing(int max) {
    return with(SETTINGS.retryFor(), Duration.ZERO, max, SETTINGS.concurrency());
  }

  static WebhookSettings one() {
    return with(SETTINGS.retryFor(), Duration.ZERO, SETTINGS.queueMax(), 1);
  }

  private static WebhookSettings with(
      Duration retryFor, Duration delay, int queueMax, int concurrency) {
    return new WebhookSettings(
        SETTINGS.timeout(), retryFor, SETTINGS.firstRetry(), delay, queueMax, 50, concurrency);
  }

  double dropped(String why) {
    return metrics.value(Metric.WEBHOOK_EVENTS_DROPPED, why);
  }

  double waiting() {
    return metrics.value(Metric.WEBHOOK_EVENTS_WAITING);
  }

  @Override
  public void close() {
    if (webhooks != null) {
      webhooks.close();
    }
    backend.close();
  }
}
