package dev.freshet.cli.client;

import dev.freshet.model.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way to the server.
 *
 * @param body the bytes
 * @param contentType the media type sent with it
 * @param event the event name, or null
 * @param idempotencyKey what makes a second attempt harmless, or null
 * @param conflationKey what slow readers keep the newest of, or null
 * @param ttlSeconds how long history keeps it, or null for the channel's own time
 */
public record Outgoing(
    Payload body,
    String contentType,
    @Nullable String event,
    @Nullable String idempotencyKey,
    @Nullable String conflationKey,
    @Nullable Long ttlSeconds) {

  /** As query parameters, which unlike headers may be any Unicode text. */
  Map<String, String> query() {
    var query = new LinkedHashMap<String, String>();
    put(query, "event", event);
    put(query, "idempotency-key", idempotencyKey);
    put(query, "conflation-key", conflationKey);
    put(query, "ttl", ttlSeconds);
    return query;
  }

  private static void put(Map<String, String> query, String name, @Nullable Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
  }
}
