package dev.freshet.wire.pusher;

import dev.freshet.model.Payload;
import dev.freshet.wire.Envelope;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The body of a webhook, {@code {"time_ms":…,"events":[…]}}, and the names of the header fields
 * that go with it. Its type is {@value #CONTENT_TYPE} exactly: some of Pusher's libraries compare
 * it as a string.
 */
public final class WebhookBody {
  /** What {@code Content-Type} must be, without parameters. */
  public static final String CONTENT_TYPE = "application/json";

  /** The header field of the app's key. */
  public static final String KEY_FIELD = "X-Pusher-Key";

  /** The header field of the body's signature, see {@link PusherSignature#sign}. */
  public static final String SIGNATURE_FIELD = "X-Pusher-Signature";

  private WebhookBody() {}

  /**
   * Writes a body.
   *
   * @param time when the events are told, milliseconds since 1970
   * @param events in the order they happened, at least one
   * @return UTF-8
   */
  public static byte[] write(long time, List<HookEvent> events) {
    var body = new ByteArrayOutputStream();
    try (var json = Envelope.generator(body)) {
      json.writeStartObject();
      json.writeNumberProperty("time_ms", time);
      json.writeArrayPropertyStart("events");
      for (HookEvent event : events) {
        write(json, event);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  private static void write(JsonGenerator json, HookEvent event) {
    json.writeStartObject();
    json.writeStringProperty("name", event.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("channel", event.channel());
    property(json, "event", event.event());
    if (event.data() != null) {
      data(json, event.data());
    }
    property(json, "socket_id", event.connection());
    property(json, "user_id", event.user());
    if (event.count() != null) {
      json.writeNumberProperty("subscription_count", event.count());
    }
    property(json, "id", event.id());
    json.writeEndObject();
  }

  private static void property(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }

  /** Always a string, JSON too: Pusher's library for Go reads nothing else. */
  private static void data(JsonGenerator json, Payload data) {
    byte[] bytes = data.bytes();
    if (data.isText()) {
      json.writeName("data");
      json.writeUTF8String(bytes, 0, bytes.length);
    } else {
      json.writeStringProperty("data", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
