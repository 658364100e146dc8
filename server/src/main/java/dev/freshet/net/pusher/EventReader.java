package dev.freshet.net.pusher;

import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.wire.Drafts;
import dev.freshet.wire.Envelope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads the bodies of {@code POST …/events} and {@code POST …/batch_events}. Properties that nobody
 * knows are passed over, as Pusher does; those that are known may be there once.
 */
final class EventReader {
  private static final Set<Attribute> ATTRIBUTES =
      EnumSet.of(Attribute.USER_COUNT, Attribute.SUBSCRIPTION_COUNT);

  private final ClientLimits limits;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> channels = new LinkedHashSet<>();
  private @Nullable String name;
  private @Nullable Payload data;
  private @Nullable String socketId;
  private Set<Attribute> info = EnumSet.noneOf(Attribute.class);

  private EventReader(ClientLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads one event.
   *
   * @throws Refused when it is not one, or beyond a limit
   */
  static Event event(byte[] body, ClientLimits limits) {
    return parse(body, json -> read(json, limits));
  }

  /**
   * Reads a batch.
   *
   * @return at least one event
   * @throws Refused when it is not one, or beyond a limit; the text says which event is at fault
   */
  static List<Event> batch(byte[] body, ClientLimits limits) {
    return parse(
        body,
        json -> {
          List<Event> batch = List.of();
          boolean found = false;
          while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean known = json.currentName().equals("batch");
            json.nextToken();
            if (!known) {
              json.skipChildren();
            } else if (found) {
              throw twice("batch");
            } else {
              batch = events(json, limits);
              found = true;
            }
          }
          if (batch.isEmpty()) {
            throw bad("batch must have at least one event");
          }
          return batch;
        });
  }

  /** Reads from a parser that stands on the first token of an object. */
  private interface Reading<T> {
    T read(JsonParser json);
  }

  private static <T> T parse(byte[] body, Reading<T> reading) {
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad("The body must be a JSON object");
      }
      T value = reading.read(json);
      if (json.nextToken() != null) {
        throw bad("Something follows the JSON object of the body");
      }
      return value;
    } catch (JacksonException e) {
      throw bad("The body is not valid JSON");
    }
  }

  private static List<Event> events(JsonParser json, ClientLimits limits) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw bad("batch must be an array");
    }
    var batch = new ArrayList<Event>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (batch.size() == limits.batchSize()) {
        throw new Refused(
            Problem.BAD_REQUEST,
            "The batch has too many events (at most %d are allowed)".formatted(limits.batchSize()));
      }
      try {
        batch.add(read(json, limits));
      } catch (Refused e) {
        throw new Refused(e.problem(), "batch[%d]: %s".formatted(batch.size(), e.detail()));
      }
    }
    return batch;
  }

  private static Event read(JsonParser json, ClientLimits limits) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw bad("An event must be an object");
    }
    var reader = new EventReader(limits);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String property = json.currentName();
      json.nextToken();
      reader.property(property, json);
    }
    return reader.result();
  }

  private void property(String property, JsonParser json) {
    switch (property) {
      case "name" -> name = Names.event(string(property, json), limits);
      case "data" -> data = data(json);
      case "channel" -> {
        if (!isNull(json)) {
          channels.add(Names.channel(string(property, json), limits));
        }
      }
      case "channels" -> channels(json);
      case "socket_id" -> socketId = isNull(json) ? null : Names.socketId(string(property, json));
      case "info" ->
          info = Attribute.read(isNull(json) ? null : string(property, json), ATTRIBUTES);
      default -> {
        json.skipChildren();
        return;
      }
    }
    if (!seen.add(property)) {
      throw twice(property);
    }
  }

  private Payload data(JsonParser json) {
    byte[] bytes = Drafts.data(json);
    if (bytes.length > limits.messageBytes()) {
      throw new Refused(
          Problem.BODY_TOO_LARGE,
          "The data content of this event has %d bytes, which is more than the allowed maximum"
                  .formatted(bytes.length)
              + " (%d bytes)".formatted(limits.messageBytes()));
    }
    return Payload.text(bytes);
  }

  private void channels(JsonParser json) {
    if (isNull(json)) {
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw bad("channels must be an array");
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (count++ == limits.channelsPerEvent()) {
        throw new Refused(
            Problem.BAD_REQUEST,
            "There are too many channels (at most %d are allowed)"
                .formatted(limits.channelsPerEvent()));
      }
      channels.add(Names.channel(string("channels", json), limits));
    }
  }

  private Event result() {
    if (name == null) {
      throw bad("name is missing");
    }
    if (data == null) {
      throw bad("data is missing");
    }
    if (seen.contains("channel") && seen.contains("channels")) {
      throw bad("Either channel or channels may be given");
    }
    if (channels.isEmpty()) {
      throw bad("channel or channels is missing");
    }
    return new Event(name, data, List.copyOf(channels), socketId, info);
  }

  private static boolean isNull(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  private static String string(String property, JsonParser json) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw bad(property + " must be text");
    }
    return json.getString();
  }

  private static Refused twice(String property) {
    return bad(property + " is given twice");
  }

  private static Refused bad(String detail) {
    return new Refused(Problem.BAD_JSON, detail);
  }
}
