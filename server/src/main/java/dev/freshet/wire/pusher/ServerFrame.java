package dev.freshet.wire.pusher;

import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.wire.Envelope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of one frame to a client, {@code {"event","channel"?,"data","user_id"?}}. Its data is a
 * string that holds JSON, except where Pusher's clients want an object.
 */
final class ServerFrame {
  private static final int OVERHEAD = 160;

  private ServerFrame() {}

  /** A frame whose data is a string of JSON. */
  static byte[] nested(String event, @Nullable String channel, Consumer<JsonGenerator> data) {
    byte[] inner = json(OVERHEAD, data);
    return frame(event, channel, null, inner.length, json -> text(json, inner));
  }

  /** A frame whose data is an object. */
  static byte[] object(String event, @Nullable String channel, Consumer<JsonGenerator> data) {
    return frame(event, channel, null, OVERHEAD, data);
  }

  /** A frame whose data is what somebody published: as it is when that is JSON, else a string. */
  static byte[] message(String event, String channel, @Nullable String user, Payload payload) {
    return frame(event, channel, user, payload.size(), json -> payload(json, payload));
  }

  /** {@code pusher:error}. */
  static byte[] error(@Nullable Integer code, String message) {
    return object(
        "pusher:error",
        null,
        json -> {
          json.writeStartObject();
          json.writeName("code");
          if (code == null) {
            json.writeNull();
          } else {
            json.writeNumber((int) code);
          }
          json.writeStringProperty("message", message);
          json.writeEndObject();
        });
  }

  /** Writes {@code {}}. */
  static void nothing(JsonGenerator json) {
    json.writeStartObject();
    json.writeEndObject();
  }

  /** Writes a payload of JSON as it is. */
  static void raw(JsonGenerator json, Payload payload) {
    json.writeRawValue(new String(payload.bytes(), StandardCharsets.UTF_8));
  }

  /** Writes a member as the news of a channel have it. */
  static void member(JsonGenerator json, Member member) {
    json.writeStartObject();
    json.writeStringProperty("user_id", member.id());
    json.writeName("user_info");
    raw(json, member.info());
    json.writeEndObject();
  }

  private static void payload(JsonGenerator json, Payload payload) {
    if (payload.isJson()) {
      raw(json, payload);
    } else if (payload.isText()) {
      text(json, payload.bytes());
    } else {
      json.writeString(Base64.getEncoder().encodeToString(payload.bytes()));
    }
  }

  private static void text(JsonGenerator json, byte[] utf8) {
    json.writeUTF8String(utf8, 0, utf8.length);
  }

  private static byte[] frame(
      String event,
      @Nullable String channel,
      @Nullable String user,
      int size,
      Consumer<JsonGenerator> data) {
    return json(
        size + OVERHEAD,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("event", event);
          if (channel != null) {
            json.writeStringProperty("channel", channel);
          }
          json.writeName("data");
          data.accept(json);
          if (user != null) {
            json.writeStringProperty("user_id", user);
          }
          json.writeEndObject();
        });
  }

  private static byte[] json(int size, Consumer<JsonGenerator> writer) {
    var bytes = new ByteArrayOutputStream(size);
    try (var json = Envelope.generator(bytes)) {
      writer.accept(json);
    }
    return bytes.toByteArray();
  }
}
