package dev.freshet.net.api;

import dev.freshet.cluster.drain.Moves.Wish;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Envelope;
import java.time.Duration;
import java.util.HashSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * What the body of an operator's request says: a JSON object, or nothing.
 *
 * @param node the name or id of the node that is meant; null for this one
 */
record OperatorWish(@Nullable String node, Wish wish) {
  private static final int MAX_SECONDS = 86_400;
  private static final int MAX_NAME = 300;

  /** The properties as they are found. */
  private static final class Found {
    private @Nullable String node;
    private @Nullable Duration within;
    private boolean force;
    private boolean dryRun;
  }

  /**
   * Reads it.
   *
   * @throws Refused with {@link Problem#BAD_JSON}
   */
  static OperatorWish of(byte[] body) {
    var found = new Found();
    if (body.length > 0) {
      read(body, (json, name) -> take(json, name, found));
    }
    return new OperatorWish(found.node, new Wish(found.within, found.force, found.dryRun));
  }

  /**
   * Reads a JSON object of which no property is there twice.
   *
   * @param property takes the parser, at the value, and the name
   */
  static void read(byte[] body, BiConsumer<JsonParser, String> property) {
    var seen = new HashSet<String>();
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), body)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "the body must be a JSON object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        require(seen.add(name), "a property is there twice");
        json.nextToken();
        property.accept(json, name);
      }
      require(json.nextToken() == null, "something follows the JSON object");
    } catch (JacksonException e) {
      throw new Refused(Problem.BAD_JSON, "the body is not valid JSON");
    }
  }

  private static void take(JsonParser json, String name, Found found) {
    switch (name) {
      case "node" -> {
        String node = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "";
        require(
            !node.isEmpty() && node.length() <= MAX_NAME, "node must be the name or id of a node");
        found.node = node;
      }
      case "within" -> {
        require(
            json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getLongValue() >= 1
                && json.getLongValue() <= MAX_SECONDS,
            "within must be 1 to 86400 seconds");
        found.within = Duration.ofSeconds(json.getLongValue());
      }
      case "force" -> found.force = flag(json, name);
      case "dry-run" -> found.dryRun = flag(json, name);
      default -> require(false, "known are node, within, force and dry-run");
    }
  }

  static boolean flag(JsonParser json, String name) {
    boolean on = json.currentToken() == JsonToken.VALUE_TRUE;
    require(on || json.currentToken() == JsonToken.VALUE_FALSE, name + " must be true or false");
    return on;
  }

  static void require(boolean holds, String expected) {
    if (!holds) {
      throw new Refused(Problem.BAD_JSON, expected);
    }
  }
}
