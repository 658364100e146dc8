package dev.freshet.console.access;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Request;
import dev.freshet.wire.Envelope;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The body of a request to the console: a JSON object of strings. Immutable. */
public final class Body {
  private final Map<String, String> fields;

  private Body(Map<String, String> fields) {
    this.fields = Map.copyOf(fields);
  }

  /**
   * Reads one. Its media type must be JSON, which no form of another site can send.
   *
   * @param known the properties there may be; another is refused
   * @param max the largest body, in bytes
   * @throws Refused with {@link Problem#BAD_JSON} or {@link Problem#BODY_TOO_LARGE}
   */
  public static Body read(Request request, Set<String> known, int max) {
    String type = request.header(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refused(Problem.BAD_JSON, "Content-Type must be application/json");
    }
    if (request.body().length > max) {
      throw new Refused(Problem.BODY_TOO_LARGE, "the limit is " + max + " bytes");
    }
    var fields = new HashMap<String, String>();
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), request.body())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new Refused(Problem.BAD_JSON, "the body must be an object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        if (!known.contains(name)) {
          throw new Refused(Problem.BAD_JSON, "expected: some of " + known);
        }
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw new Refused(Problem.BAD_JSON, name + " must be a string");
        }
        if (fields.put(name, json.getString()) != null) {
          throw new Refused(Problem.BAD_JSON, name + " is given twice");
        }
      }
      if (json.nextToken() != null) {
        throw new Refused(Problem.BAD_JSON, "something follows the object");
      }
      return new Body(fields);
    } catch (JacksonException e) {
      throw new Refused(Problem.BAD_JSON, "the body is not valid JSON");
    }
  }

  /** A property, or null. */
  public @Nullable String get(String name) {
    return fields.get(name);
  }

  /**
   * A property that must be there.
   *
   * @throws Refused with {@link Problem#BAD_JSON}
   */
  public String need(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new Refused(Problem.BAD_JSON, name + " is missing");
    }
    return value;
  }

  /** Which properties there are, never what they say. */
  @Override
  public String toString() {
    return fields.keySet().toString();
  }
}
