package dev.freshet.wire.pusher;

import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Some properties of one JSON object. All else in it is passed over, so that nothing is built of
 * what nobody asked for; a property asked for may be there once.
 */
final class Fields {

  /**
   * A value.
   *
   * @param token what it begins with
   * @param text what a string says, or a number or literal looks like; empty for objects and arrays
   * @param json the value as it was written; not for strings
   */
  record Value(JsonToken token, String text, Payload json) {
    boolean isString() {
      return token == JsonToken.VALUE_STRING;
    }

    boolean isObject() {
      return token == JsonToken.START_OBJECT;
    }

    boolean isNull() {
      return token == JsonToken.VALUE_NULL;
    }

    /** The value as somebody published it: what it says if it is a string, else its JSON. */
    Payload payload() {
      return isString() ? Payload.text(text) : json;
    }

    /** The UTF-8 of {@link #payload}. */
    byte[] utf8() {
      return payload().bytes();
    }
  }

  private final String[] names;
  private final @Nullable Value[] values;

  private Fields(String... names) {
    this.names = names;
    this.values = new Value[names.length];
  }

  /**
   * Reads an object.
   *
   * @param what names it in a refusal
   * @param utf8 the object and nothing else; valid UTF-8
   * @throws Refused with {@link Problem#BAD_JSON} when it is something else, or has a string asked
   *     for that is no text
   */
  static Fields read(String what, byte[] utf8, String... names) {
    var fields = new Fields(names);
    requireUtf8(what, utf8);
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), utf8)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad(what + " must be a JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        int i = fields.index(json.currentName());
        json.nextToken();
        if (i < 0) {
          json.skipChildren();
        } else if (fields.values[i] != null) {
          throw bad(names[i] + " is given twice");
        } else {
          fields.values[i] = value(names[i], json, utf8);
        }
      }
      if (json.nextToken() != null) {
        throw bad(what + " must be one JSON object");
      }
      return fields;
    } catch (JacksonException e) {
      throw bad(what + " is not valid JSON");
    }
  }

  /** A property that is there and not null; null otherwise. */
  @Nullable Value get(String name) {
    Value value = values[index(name)];
    return value == null || value.isNull() ? null : value;
  }

  /** A property that is there; null otherwise. */
  @Nullable Value getOrNull(String name) {
    return values[index(name)];
  }

  /**
   * A string; null when the property is absent or null.
   *
   * @throws Refused with {@link Problem#BAD_JSON} when it is something else
   */
  @Nullable String string(String name) {
    Value value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw bad(name + " must be a string");
    }
    return value.text();
  }

  static Refused bad(String detail) {
    return new Refused(Problem.BAD_JSON, detail);
  }

  /**
   * No JSON has a zero byte; the parser would take one among the first four for a sign of another
   * encoding, whose offsets it does not know.
   */
  private static void requireUtf8(String what, byte[] utf8) {
    for (int i = 0; i < Math.min(utf8.length, Integer.BYTES); i++) {
      if (utf8[i] == 0) {
        throw bad(what + " is not valid JSON");
      }
    }
  }

  private int index(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Value value(String name, JsonParser json, byte[] utf8) {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return new Value(token, requireWhole(name, json.getString()), Payload.NULL);
    }
    if (token.isScalarValue()) {
      String text = json.getString();
      return new Value(token, text, Payload.json(text.getBytes(StandardCharsets.UTF_8)));
    }
    int start = (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    int end = (int) json.currentLocation().getByteOffset();
    return new Value(token, "", Payload.json(Arrays.copyOfRange(utf8, start, end)));
  }

  /** Half a surrogate pair has no UTF-8: what was sent could neither be signed nor told on. */
  private static String requireWhole(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
          throw bad(name + " has half a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }
}
