package dev.freshet.model.app;

import java.net.URI;
import java.util.Set;

/**
 * Where an app's backend is told of what happens on its channels.
 *
 * @param url an http or https URL
 * @param events what it is told of; immutable, not empty
 * @param channelPrefix only channels whose names start with it; empty for all
 * @param batch whether several events may come in one request
 */
public record Webhook(URI url, Set<WebhookEvent> events, String channelPrefix, boolean batch) {

  /** Copies the set. */
  public Webhook {
    events = Set.copyOf(events);
  }
}
