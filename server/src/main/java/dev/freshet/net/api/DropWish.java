package dev.freshet.net.api;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the body of a request to cut connections off says: a JSON object.
 *
 * @param share percent of the connections, 1 to 100
 * @param app the key of the app whose connections are meant; null for all
 * @param reset whether peers are told by a reset
 */
record DropWish(int share, @Nullable String app, boolean reset) {
  private static final int MAX_KEY = 300;
  private static final Set<String> HOWS = Set.of("close", "reset");

  /** The properties as they are found. */
  private static final class Found {
    private int share;
    private @Nullable String app;
    private String how = "close";
    private boolean confirmed;
  }

  /**
   * Reads it.
   *
   * @throws Refused with {@link Problem#BAD_JSON}, also when it does not say that it is meant
   */
  static DropWish of(byte[] body) {
    var found = new Found();
    OperatorWish.read(body, (json, name) -> take(json, name, found));
    OperatorWish.require(found.share > 0, "share must be 1 to 100 percent");
    OperatorWish.require(
        found.confirmed, "confirm must be true: clients are cut off without a word");
    return new DropWish(found.share, found.app, found.how.equals("reset"));
  }

  private static void take(JsonParser json, String name, Found found) {
    switch (name) {
      case "share" -> {
        OperatorWish.require(
            json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getLongValue() >= 1
                && json.getLongValue() <= 100,
            "share must be 1 to 100 percent");
        found.share = json.getIntValue();
      }
      case "app" -> {
        String app = text(json);
        OperatorWish.require(
            !app.isEmpty() && app.length() <= MAX_KEY, "app must be the key of an app");
        found.app = app;
      }
      case "how" -> {
        found.how = text(json);
        OperatorWish.require(HOWS.contains(found.how), "how must be close or reset");
      }
      case "confirm" -> found.confirmed = OperatorWish.flag(json, name);
      default -> OperatorWish.require(false, "known are share, app, how and confirm");
    }
  }

  private static String text(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "";
  }
}
