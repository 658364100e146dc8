package dev.freshet.cli.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One publication as {@code format=json} tells it.
 *
 * @param channel its channel
 * @param event its event name, or null
 * @param data its body, in base 64 when {@code base64}
 * @param base64 whether the body is no text
 * @param epoch the history's life, empty without history
 * @param offset its place from 1; 0 without history
 * @param time when the server took it, milliseconds since 1970
 */
public record Message(
    String channel,
    @Nullable String event,
    String data,
    boolean base64,
    String epoch,
    long offset,
    long time) {

  /** Reads the object; null when it is no publication. */
  static @Nullable Message of(Map<String, Object> object) {
    String channel = Json.text(object, "channel");
    String data = Json.text(object, "data");
    String base64 = Json.text(object, "base64");
    if (channel == null || (data == null && base64 == null)) {
      return null;
    }
    return new Message(
        channel,
        Json.text(object, "event"),
        data != null ? data : Json.textOrEmpty(object, "base64"),
        data == null,
        Json.textOrEmpty(object, "epoch"),
        Json.number(object, "offset"),
        Json.number(object, "time"));
  }

  /** The same object again, in the server's words. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("channel", channel);
    if (event != null) {
      map.put("event", event);
    }
    map.put(base64 ? "base64" : "data", data);
    if (offset > 0) {
      map.put("epoch", epoch);
      map.put("offset", offset);
    }
    map.put("time", time);
    return map;
  }
}
