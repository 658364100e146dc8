package dev.freshet.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a load client does.
 *
 * @param port the server's port on 127.0.0.1
 * @param connections how many to open, 1 to 19,000 (a process may open 20,000 files)
 * @param channels {@code {c}} in the path and the first frame is the connection's index modulo this
 * @param path request target or Redis channel, with {@code {c}} and {@code {i}}
 * @param firstFrame a text frame to send once open, with {@code {c}} and {@code {i}}; null for none
 * @param wire what is spoken
 * @param inFlight handshakes under way at once
 * @param rate connections begun a second at most; 0 for as many as go
 * @param sources how many source addresses, 127.0.0.2 and up, so that ports never run out
 * @param sampleEvery one connection in this many decodes every payload
 * @param seconds the client ends by itself after this long, whatever happens
 */
record LoadOptions(
    int port,
    int connections,
    int channels,
    String path,
    @Nullable String firstFrame,
    Wire wire,
    int inFlight,
    int rate,
    int sources,
    int sampleEvery,
    int seconds) {

  private static final Set<String> NAMES =
      Set.of(
          "port",
          "connections",
          "channels",
          "path",
          "first",
          "wire",
          "in-flight",
          "rate",
          "sources",
          "sample-every",
          "seconds");

  static LoadOptions parse(List<String> args) {
    Options o = Options.parse(args, NAMES);
    return new LoadOptions(
        o.number("port", 8080, 1, 65535),
        o.number("connections", 1000, 1, 19_000),
        o.number("channels", 1, 1, 1_000_000),
        o.text("path", "/channels/bench-{c}"),
        o.textOrNull("first"),
        wire(o.text("wire", "websocket")),
        o.number("in-flight", 256, 1, 4096),
        o.number("rate", 0, 0, 1_000_000),
        o.number("sources", 16, 1, 250),
        o.number("sample-every", 64, 1, 19_000),
        o.number("seconds", 600, 1, 3600));
  }

  private static Wire wire(String text) {
    try {
      return Wire.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw Options.fault("--wire", text, "websocket, events or redis");
    }
  }

  /** Fills in the placeholders for connection {@code index}. */
  String expand(String template, int index) {
    return template
        .replace("{c}", Integer.toString(index % channels))
        .replace("{i}", Integer.toString(index));
  }
}
