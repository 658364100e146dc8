package dev.freshet.cli.client;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The little JSON a client needs: objects in, maps and lists out. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** A text that is JSON already; written as it is. */
  public record Raw(String json) {}

  /**
   * Reads one object.
   *
   * @return its strings, {@code Long}s, {@code Double}s and {@code Boolean}s by name, in order;
   *     nested values and nulls are left out; null when the text is not one JSON object
   */
  public static @Nullable Map<String, Object> object(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      var object = new LinkedHashMap<String, Object>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        Object value = scalar(parser, parser.nextToken());
        if (value != null) {
          object.put(name, value);
        }
      }
      return parser.nextToken() == null ? object : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  /**
   * Reads one object with all that is in it.
   *
   * @return maps, lists, strings, {@code Long}s, {@code Double}s and {@code Boolean}s by name, in
   *     order; nulls are left out; null when the text is not one JSON object
   */
  public static @Nullable Map<String, Object> tree(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Map<String, Object> object = members(parser);
      return parser.nextToken() == null ? object : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  private static Map<String, Object> members(JsonParser parser) {
    var object = new LinkedHashMap<String, Object>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken());
      if (value != null) {
        object.put(name, value);
      }
    }
    return object;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      return members(parser);
    }
    if (token != JsonToken.START_ARRAY) {
      return scalar(parser, token);
    }
    var list = new ArrayList<Object>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      Object value = value(parser, next);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  private static @Nullable Object scalar(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT, START_ARRAY -> {
        parser.skipChildren();
        yield null;
      }
      default -> null;
    };
  }

  /**
   * Writes a value on one line.
   *
   * @param value a map with text keys, a list, a text, a number, a boolean or {@link Raw}; anything
   *     else is written as its text
   */
  public static String write(Object value) {
    var text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, value);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        generator.writeStartObject();
        map.forEach((name, each) -> {
          generator.writeName(String.valueOf(name));
          write(generator, each);
        });
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        list.forEach(each -> write(generator, each));
        generator.writeEndArray();
      }
      case Raw raw -> generator.writeRawValue(raw.json());
      case Boolean bool -> generator.writeBoolean(bool);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      default -> generator.writeString(value.toString());
    }
  }

  /** The text by that name, or null. */
  static @Nullable String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : null;
  }

  /** The text by that name, or the empty one. */
  public static String textOrEmpty(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  /** The whole number by that name, or 0. */
  public static long number(Map<String, Object> object, String name) {
    return object.get(name) instanceof Long number ? number : 0;
  }
}
