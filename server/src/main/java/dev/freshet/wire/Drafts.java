package dev.freshet.wire;

import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a draft from the JSON that {@link Envelope} mirrors: {@code
 * {"channel"?,"data"|"base64","event"?,"conflation-key"?,"idempotency-key"?,"ttl"?}}. A {@code
 * data} that is not a string is published as the JSON text it is. Unknown properties are refused,
 * so that a misspelt one is not lost, and so is what is said twice.
 */
public final class Drafts {

  /** The longest time to live that may be asked for, in seconds: a year. */
  public static final int MAX_TTL_SECONDS = 365 * 24 * 3600;

  /**
   * A draft and where it goes.
   *
   * @param channel as written, not yet checked; null when absent
   */
  public record Addressed(@Nullable String channel, Draft draft) {}

  private @Nullable String channel;
  private @Nullable Payload payload;
  private @Nullable String event;
  private @Nullable String conflationKey;
  private @Nullable String idempotencyKey;
  private @Nullable Duration ttl;

  private Drafts() {}

  /**
   * Reads one object; the parser stands on its first token and is left on its last.
   *
   * @throws Refused with {@link Problem#BAD_JSON} or {@link Problem#BAD_LABEL}
   * @throws JacksonException when the text is not JSON
   */
  public static Addressed read(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Refused(Problem.BAD_JSON, "a publication must be an object");
    }
    var reading = new Drafts();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      reading.property(name, json);
    }
    return reading.result();
  }

  /**
   * Checks a label from outside.
   *
   * @throws Refused with {@link Problem#BAD_LABEL}
   */
  public static String label(String name, String value) {
    if (!Draft.isLabel(value)) {
      throw new Refused(
          Problem.BAD_LABEL,
          "%s must have 1 to %d characters and no control characters"
              .formatted(name, Draft.MAX_LABEL));
    }
    return value;
  }

  /**
   * Reads a time to live in whole seconds.
   *
   * @throws Refused with {@link Problem#BAD_REQUEST}
   */
  public static Duration ttl(String seconds) {
    try {
      int value = Integer.parseInt(seconds);
      if (value >= 1 && value <= MAX_TTL_SECONDS) {
        return Duration.ofSeconds(value);
      }
    } catch (NumberFormatException e) {
      // falls through to the one answer
    }
    throw new Refused(
        Problem.BAD_REQUEST, "ttl must be a number of seconds from 1 to " + MAX_TTL_SECONDS);
  }

  private void property(String name, JsonParser json) {
    requireFirst(name);
    switch (name) {
      case "channel" -> channel = string(name, json);
      case "data" -> payload = Payload.text(data(json));
      case "base64" -> payload = Payload.binary(base64(json));
      case "event" -> event = label(name, string(name, json));
      case "conflation-key" -> conflationKey = label(name, string(name, json));
      case "idempotency-key" -> idempotencyKey = label(name, string(name, json));
      case "ttl" -> ttl = ttl(json.getString());
      default -> throw new Refused(Problem.BAD_JSON, "unknown property " + shortened(name));
    }
  }

  /** Which of two is meant nobody can know. */
  private void requireFirst(String name) {
    Object before =
        switch (name) {
          case "channel" -> channel;
          case "data", "base64" -> payload;
          case "event" -> event;
          case "conflation-key" -> conflationKey;
          case "idempotency-key" -> idempotencyKey;
          case "ttl" -> ttl;
          default -> null;
        };
    if (before != null) {
      String what = before instanceof Payload ? "the body" : name;
      throw new Refused(Problem.BAD_JSON, what + " is given twice");
    }
  }

  private Addressed result() {
    if (payload == null) {
      throw new Refused(Problem.BAD_JSON, "a publication needs data or base64");
    }
    return new Addressed(channel, new Draft(payload, event, conflationKey, idempotencyKey, ttl));
  }

  private static String string(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new Refused(Problem.BAD_JSON, name + " must be a string");
    }
    return json.getString();
  }

  /**
   * Reads a body: the text of a string, the JSON text of anything else.
   *
   * @param json stands on the value's first token and is left on its last
   * @return UTF-8
   * @throws Refused with {@link Problem#BAD_JSON} when it has no UTF-8
   * @throws JacksonException when the text is not JSON
   */
  public static byte[] data(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return requireWhole(json.getString()).getBytes(StandardCharsets.UTF_8);
    }
    var copy = new ByteArrayOutputStream();
    try (var out = Envelope.generator(copy)) {
      copy(json, out);
    }
    return copy.toByteArray();
  }

  /** Numbers go over as they are written: as a double, one with many digits is another number. */
  private static void copy(JsonParser json, JsonGenerator out) {
    int depth = 0;
    while (true) {
      JsonToken token = json.currentToken();
      if (token.isNumeric()) {
        out.writeNumber(json.getString());
      } else {
        if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
          requireWhole(json.getString());
        }
        out.copyCurrentEvent(json);
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
      json.nextToken();
    }
  }

  /** Half a surrogate pair has no UTF-8: it would be published as a question mark. */
  private static String requireWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw new Refused(Problem.BAD_JSON, "data has half a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }

  private static byte[] base64(JsonParser json) {
    string("base64", json);
    try {
      return json.getBinaryValue();
    } catch (JacksonException e) {
      throw new Refused(Problem.BAD_JSON, "base64 is not valid base64");
    }
  }

  private static String shortened(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }
}
