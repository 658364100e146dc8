package dev.freshet.session.webhook;

import dev.freshet.model.ChannelName;
import dev.freshet.model.app.App;
import dev.freshet.model.app.Webhook;
import dev.freshet.model.app.WebhookEvent;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which webhooks an event is for, as the apps are configured at the time of the question. */
final class Routes {
  private final Apps apps;

  Routes(Apps apps) {
    this.apps = apps;
  }

  /** Whether any webhook is told of either kind of event on a channel. */
  boolean wants(ChannelName channel, WebhookEvent one, WebhookEvent other) {
    for (Webhook webhook : webhooks(channel)) {
      if (isFor(webhook, channel, one) || isFor(webhook, channel, other)) {
        return true;
      }
    }
    return false;
  }

  /** Where an event goes, each place once. */
  List<Target> targets(ChannelName channel, WebhookEvent kind) {
    List<Target> targets = List.of();
    for (Webhook webhook : webhooks(channel)) {
      if (isFor(webhook, channel, kind)) {
        var target = new Target(channel.app(), webhook.url(), webhook.batch());
        targets = targets.isEmpty() ? new ArrayList<>(2) : targets;
        if (!targets.contains(target)) {
          targets.add(target);
        }
      }
    }
    return targets;
  }

  /** The app a target belongs to; null when a reload took the app or its webhook away. */
  @Nullable App app(Target target) {
    @Nullable Tenant tenant = apps.findById(target.app());
    if (tenant != null) {
      App app = tenant.app();
      for (Webhook webhook : app.webhooks()) {
        if (webhook.url().equals(target.url()) && webhook.batch() == target.batch()) {
          return app;
        }
      }
    }
    return null;
  }

  private List<Webhook> webhooks(ChannelName channel) {
    @Nullable Tenant tenant = channel.isInternal() ? null : apps.findById(channel.app());
    return tenant == null ? List.of() : tenant.app().webhooks();
  }

  private static boolean isFor(Webhook webhook, ChannelName channel, WebhookEvent kind) {
    return webhook.events().contains(kind) && channel.name().startsWith(webhook.channelPrefix());
  }
}
