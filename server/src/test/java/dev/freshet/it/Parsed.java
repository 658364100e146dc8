package dev.freshet.it;

import dev.freshet.wire.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** A JSON object as it was read: maps, lists, strings, longs, doubles, booleans and nulls. */
public record Parsed(Map<String, Object> fields) {

  public static Parsed json(String text) {
    return new Parsed(asMap(any(text)));
  }

  /** Any value. */
  public static Object any(String text) {
    try (JsonParser parser = Envelope.JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one value: " + text);
      }
      return value;
    }
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public String text(String name) {
    return (String) fields.get(name);
  }

  public long number(String name) {
    return (Long) fields.get(name);
  }

  public boolean flag(String name) {
    return (Boolean) fields.get(name);
  }

  public Parsed object(String name) {
    return new Parsed(asMap(fields.get(name)));
  }

  public List<Parsed> objects(String name) {
    return ((List<?>) fields.get(name)).stream().map(each -> new Parsed(asMap(each))).toList();
  }

  /** The fields {@code epoch} and {@code offset} as one text. */
  public String position() {
    return text("epoch") + ":" + number("offset");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_ARRAY -> {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      default -> throw new AssertionError("unexpected " + parser.currentToken());
    };
  }
}
