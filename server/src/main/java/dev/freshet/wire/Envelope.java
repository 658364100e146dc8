package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON objects of Freshet's own formats, the same over WebSocket, Server-Sent Events and HTTP.
 * A publication is {@code {"channel","event"?,"data"|"base64","epoch"?,"offset"?,"time"}}: {@code
 * data} is a text body as a JSON string, {@code base64} a binary one. A signal has a key {@code
 * signal}.
 */
public final class Envelope {

  /** One factory for all: it caches symbols and recycles buffers per thread. */
  public static final JsonFactory JSON = new JsonFactory();

  private Envelope() {}

  /** A generator that leaves the stream open when closed. */
  public static JsonGenerator generator(OutputStream out) {
    return JSON.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** Appends a publication as one JSON object without line breaks. */
  public static void write(ByteBuf out, ChannelName channel, Publication publication) {
    try (var json = generator(new ByteBufOutputStream(out))) {
      write(json, channel, publication);
    }
  }

  /** Writes a publication as one JSON object. */
  public static void write(JsonGenerator json, ChannelName channel, Publication publication) {
    json.writeStartObject();
    json.writeStringProperty("channel", channel.name());
    if (publication.event() != null) {
      json.writeStringProperty("event", publication.event());
    }
    byte[] body = publication.payload().bytes();
    if (publication.payload().isText()) {
      json.writeName("data");
      json.writeUTF8String(body, 0, body.length);
    } else {
      json.writeBinaryProperty("base64", body);
    }
    if (publication.hasPosition()) {
      write(json, publication.position());
    }
    json.writeNumberProperty("time", publication.time());
    json.writeEndObject();
  }

  /** Writes the two properties of a position into the object that is open. */
  public static void write(JsonGenerator json, Position position) {
    json.writeStringProperty("epoch", position.epoch());
    json.writeNumberProperty("offset", position.offset());
  }

  /** Appends a signal as one JSON object without line breaks. */
  public static void write(ByteBuf out, Signal signal) {
    try (var json = generator(new ByteBufOutputStream(out))) {
      json.writeStartObject();
      switch (signal) {
        case Signal.Subscribed(var channel, var position, var resumed) -> {
          json.writeStringProperty("signal", "subscribed");
          json.writeStringProperty("channel", channel.name());
          if (position != null) {
            write(json, position);
          }
          json.writeBooleanProperty("resumed", resumed);
        }
        case Signal.Reset(var channel, var position) -> {
          json.writeStringProperty("signal", "reset");
          json.writeStringProperty("channel", channel.name());
          if (position != null) {
            write(json, position);
          }
        }
        case Signal.Standing(var positions) -> {
          json.writeStringProperty("signal", "standing");
          json.writeArrayPropertyStart("positions");
          positions.forEach(position -> json.writeString(position.toString()));
          json.writeEndArray();
        }
        case Signal.ComeBack(var afterMillis) -> {
          json.writeStringProperty("signal", "come-back");
          json.writeNumberProperty("after", afterMillis);
        }
        case Signal.Failed(var problem, var detail) -> {
          json.writeStringProperty("signal", "failed");
          json.writeStringProperty("code", problem.code());
          json.writeStringProperty("detail", detail);
        }
        case Signal.Reply reply ->
            throw new IllegalArgumentException(reply + " (expected: no answer to a command)");
      }
      json.writeEndObject();
    }
  }
}
