package dev.freshet.tools.load.aim;

import dev.freshet.tools.load.client.Description;
import dev.freshet.tools.load.client.Description.Closes;
import dev.freshet.tools.load.client.Description.Resume;
import dev.freshet.tools.load.client.Wire;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Freshet's dialects, described as any other server's is. */
public enum Dialect {
  /** A WebSocket that carries bodies and nothing else. */
  RAW(""),
  /** A WebSocket with JSON objects; resumes. */
  JSON(""),
  /** Server-sent events; resumes. */
  SSE(""),
  /** A public channel of the Pusher protocol. */
  PUSHER(""),
  /** A private channel of the Pusher protocol, signed as a backend would. */
  PUSHER_PRIVATE("private-"),
  /** A presence channel of the Pusher protocol, each client a member. */
  PUSHER_PRESENCE("presence-");

  private final String prefix;

  Dialect(String prefix) {
    this.prefix = prefix;
  }

  /** What its channels' names begin with. */
  public String prefix() {
    return prefix;
  }

  /** Whether subscriptions must be signed. */
  public boolean isSigned() {
    return !prefix.isEmpty();
  }

  /** Whether the app is in the path, not in the query. */
  public boolean isPusher() {
    return compareTo(PUSHER) >= 0;
  }

  /**
   * How subscribers speak.
   *
   * @param channel a template of the name, with {@code {c}}
   * @param app the app's key; null where the server has one app
   */
  public Description describe(String channel, @Nullable String app) {
    String plain = "/channels/" + channel + (app == null ? "" : "?app=" + app);
    char next = app == null ? '?' : '&';
    return switch (this) {
      case RAW -> Description.of(Wire.WEBSOCKET, plain, List.of());
      case JSON -> json(plain + next + "format=json");
      case SSE ->
          new Description(
              Wire.EVENTS,
              plain,
              List.of(),
              "",
              List.of(),
              "",
              List.of(),
              false,
              "",
              "",
              Resume.LAST_EVENT_ID,
              Closes.FRESHET);
      case PUSHER -> pusher(channel, app, "");
      case PUSHER_PRIVATE -> pusher(channel, app, ",\"auth\":\"{auth}\"");
      case PUSHER_PRESENCE ->
          pusher(
              channel,
              app,
              ",\"auth\":\"{auth}\",\"channel_data\":\"{\\\"user_id\\\":\\\"u{i}\\\"}\"");
    };
  }

  private static Description json(String path) {
    return new Description(
        Wire.WEBSOCKET,
        path,
        List.of(),
        "",
        List.of(),
        "\"channel\":",
        List.of("{\"signal\":"),
        false,
        "",
        "",
        Resume.SINCE,
        Closes.FRESHET);
  }

  private static Description pusher(String channel, @Nullable String app, String more) {
    String first =
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"" + more + "}}";
    return new Description(
        Wire.WEBSOCKET,
        "/app/" + (app == null ? "dev-key" : app) + "?protocol=7&client=freshet-load&version=1",
        List.of(),
        "connection_established",
        List.of(first),
        "subscription_succeeded",
        List.of("{\"event\":\"pusher"),
        false,
        "{\"event\":\"pusher:ping\"",
        "{\"event\":\"pusher:pong\",\"data\":{}}",
        Resume.NONE,
        Closes.PUSHER);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
