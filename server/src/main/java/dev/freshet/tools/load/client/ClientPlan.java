package dev.freshet.tools.load.client;

import dev.freshet.tools.load.client.Description.Closes;
import dev.freshet.tools.load.client.Description.Resume;
import dev.freshet.tools.load.frame.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one process of the load client does.
 *
 * @param server where to
 * @param connections how many to open, 0 to 1,000,000
 * @param first the number of the first connection, so that processes share numbers
 * @param channels {@code {c}} is the connection's number modulo this
 * @param description how the server is spoken to
 * @param pace how connections begin
 * @param back whether and when lost connections come back
 * @param sampleEvery one connection in this many decodes every payload
 * @param lorises sockets besides that never finish their request
 * @param seconds the process ends by itself after this long, whatever happens
 * @param auth what signs subscriptions; null without
 * @param token a bearer token or secret for the requests; null for none
 */
public record ClientPlan(
    Peer server,
    int connections,
    int first,
    int channels,
    Description description,
    Pace pace,
    Back back,
    int sampleEvery,
    int lorises,
    int seconds,
    @Nullable PusherAuth auth,
    @Nullable String token) {

  /** Environment variables that carry what other users of the machine must not see. */
  public static final String SECRET_VARIABLE = "FRESHET_LOAD_SECRET";

  /** A bearer token or secret. */
  public static final String TOKEN_VARIABLE = "FRESHET_LOAD_TOKEN";

  private static final Set<String> NAMES =
      Set.of(
          "host",
          "port",
          "tls",
          "ca",
          "tls-resume",
          "sources",
          "connections",
          "first-number",
          "channels",
          "wire",
          "path",
          "headers",
          "greeting",
          "first",
          "confirm",
          "signals",
          "lines",
          "ping",
          "pong",
          "resume",
          "closes",
          "in-flight",
          "rate",
          "retry",
          "naive-millis",
          "give-up-millis",
          "sample-every",
          "lorises",
          "seconds",
          "pusher-key");

  /** What separates the texts of a list in one argument: a character no frame has. */
  private static final String SEPARATOR = "\u001e";

  /**
   * The server, and from where.
   *
   * @param sources addresses to connect from, in turns; empty to let the system choose
   */
  public record Peer(
      String host, int port, Trust tls, String ca, boolean tlsResume, List<String> sources) {

    /** The port of 127.0.0.1 without TLS, from as many addresses of 127.0.0.0/24. */
    public static Peer local(int port, int sources) {
      return new Peer("127.0.0.1", port, Trust.PLAIN, "", false, loopback(sources));
    }

    /** 127.0.0.2 and up. */
    public static List<String> loopback(int count) {
      var sources = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        sources.add("127.0.0." + (2 + i));
      }
      return sources;
    }
  }

  /** Whether there is TLS, and what it trusts. */
  public enum Trust {
    /** No TLS. */
    PLAIN,
    /** The authorities of the JDK, or those of a file. */
    CHECKED,
    /** Any certificate. */
    ANY
  }

  /**
   * How connections begin.
   *
   * @param inFlight handshakes under way at once; 0 for any number
   * @param rate connections begun a second at most; 0 for as many as go
   * @param giveUpMillis after which an attempt is given up; 0 for never
   */
  public record Pace(int inFlight, int rate, int giveUpMillis) {}

  /**
   * Whether and when lost connections come back.
   *
   * @param naiveMillis what {@link Retry#NAIVE} waits
   */
  public record Back(Retry retry, int naiveMillis) {}

  /** Reads the arguments of a process, as {@link #arguments} writes them. */
  public static ClientPlan parse(List<String> args, Map<String, String> env) {
    Options o = Options.parse(args, NAMES);
    String key = o.textOrNull("pusher-key");
    return new ClientPlan(
        peer(o),
        o.number("connections", 1000, 0, 1_000_000),
        o.number("first-number", 0, 0, 1_000_000),
        o.number("channels", 1, 1, 1_000_000),
        description(o),
        new Pace(
            o.number("in-flight", 256, 0, 1_000_000),
            o.number("rate", 0, 0, 1_000_000),
            o.number("give-up-millis", 0, 0, 3_600_000)),
        new Back(
            choice(Retry.class, o, "retry", Retry.NONE), o.number("naive-millis", 1000, 0, 60_000)),
        o.number("sample-every", 64, 1, 1_000_000),
        o.number("lorises", 0, 0, 1_000_000),
        o.number("seconds", 600, 1, 90_000),
        key == null ? null : new PusherAuth(key, env.getOrDefault(SECRET_VARIABLE, "")),
        env.get(TOKEN_VARIABLE));
  }

  private static Peer peer(Options o) {
    String sources = o.text("sources", String.join(",", Peer.loopback(16)));
    return new Peer(
        o.text("host", "127.0.0.1"),
        o.number("port", 8080, 1, 65535),
        choice(Trust.class, o, "tls", Trust.PLAIN),
        o.text("ca", ""),
        o.text("tls-resume", "no").equals("yes"),
        sources.isEmpty() ? List.of() : List.of(sources.split(",", -1)));
  }

  private static Description description(Options o) {
    return new Description(
        choice(Wire.class, o, "wire", Wire.WEBSOCKET),
        o.text("path", "/channels/bench-{c}"),
        list(o.text("headers", "")),
        o.text("greeting", ""),
        list(o.text("first", "")),
        o.text("confirm", ""),
        list(o.text("signals", "")),
        o.text("lines", "no").equals("yes"),
        o.text("ping", ""),
        o.text("pong", ""),
        choice(Resume.class, o, "resume", Resume.NONE),
        choice(Closes.class, o, "closes", Closes.FRESHET));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
  }

  private static <E extends Enum<E>> E choice(Class<E> type, Options o, String name, E otherwise) {
    String text = o.text(name, otherwise.name());
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String all =
          String.join(", ", List.of(type.getEnumConstants()).stream().map(Enum::name).toList());
      throw Options.fault("--" + name, text, "one of " + all.toLowerCase(Locale.ROOT));
    }
  }

  /** The arguments that make a process do this; secrets are in {@link #environment}. */
  public List<String> arguments() {
    var args = new ArrayList<String>();
    add(args, "host", server.host());
    add(args, "port", server.port());
    add(args, "tls", server.tls());
    add(args, "ca", server.ca());
    add(args, "tls-resume", server.tlsResume() ? "yes" : "no");
    add(args, "sources", String.join(",", server.sources()));
    add(args, "connections", connections);
    add(args, "first-number", first);
    add(args, "channels", channels);
    add(args, "wire", description.wire());
    add(args, "path", description.path());
    add(args, "headers", String.join(SEPARATOR, description.headers()));
    add(args, "greeting", description.greeting());
    add(args, "first", String.join(SEPARATOR, description.first()));
    add(args, "confirm", description.confirm());
    add(args, "signals", String.join(SEPARATOR, description.signals()));
    add(args, "lines", description.lines() ? "yes" : "no");
    add(args, "ping", description.ping());
    add(args, "pong", description.pong());
    add(args, "resume", description.resume());
    add(args, "closes", description.closes());
    add(args, "in-flight", pace.inFlight());
    add(args, "rate", pace.rate());
    add(args, "give-up-millis", pace.giveUpMillis());
    add(args, "retry", back.retry());
    add(args, "naive-millis", back.naiveMillis());
    add(args, "sample-every", sampleEvery);
    add(args, "lorises", lorises);
    add(args, "seconds", seconds);
    if (auth != null) {
      add(args, "pusher-key", auth.key());
    }
    return args;
  }

  private static void add(List<String> args, String name, Object value) {
    args.add("--" + name);
    args.add(value.toString());
  }

  /** What belongs into the environment of the process. */
  public Map<String, String> environment() {
    var environment = new java.util.HashMap<String, String>();
    if (auth != null) {
      environment.put(SECRET_VARIABLE, auth.secret());
    }
    if (token != null) {
      environment.put(TOKEN_VARIABLE, token);
    }
    return environment;
  }

  /** Fills in the placeholders for connection {@code index} of this process. */
  String expand(String template, int index) {
    int number = first + index;
    return template
        .replace("{c}", Integer.toString(number % channels))
        .replace("{i}", Integer.toString(number));
  }

  @Override
  public String toString() {
    return "ClientPlan" + arguments();
  }
}
