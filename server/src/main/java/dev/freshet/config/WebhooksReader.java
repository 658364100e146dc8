package dev.freshet.config;

import dev.freshet.model.app.Webhook;
import dev.freshet.model.app.WebhookEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the sequence {@code webhooks} of an app. */
final class WebhooksReader {
  static final String SECTION = "webhooks";
  static final int MAX = 20;

  private WebhooksReader() {}

  static List<Webhook> read(Section app) {
    var webhooks = new ArrayList<Webhook>();
    for (Section section : app.sections(SECTION, MAX)) {
      Object url = section.value(AppField.WEBHOOKS_URL);
      Set<WebhookEvent> events = events(section.list(AppField.WEBHOOKS_EVENTS));
      String prefix = section.text(AppField.WEBHOOKS_CHANNEL_PREFIX);
      boolean batch = (Boolean) section.value(AppField.WEBHOOKS_BATCH);
      section.finish();
      if (url instanceof URI uri) {
        webhooks.add(new Webhook(uri, events, prefix, batch));
      }
    }
    return webhooks;
  }

  private static Set<WebhookEvent> events(List<String> words) {
    var events = EnumSet.noneOf(WebhookEvent.class);
    for (WebhookEvent event : WebhookEvent.values()) {
      if (words.isEmpty() || words.contains(AppField.Forms.word(event))) {
        events.add(event);
      }
    }
    return events;
  }
}
