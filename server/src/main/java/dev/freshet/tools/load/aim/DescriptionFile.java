package dev.freshet.tools.load.aim;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.client.Description;
import dev.freshet.tools.load.client.Description.Closes;
import dev.freshet.tools.load.client.Description.Resume;
import dev.freshet.tools.load.client.PusherAuth;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.publish.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The description of another server: a Java properties file. {@code {c}} in it is the name of a
 * channel, {@code {i}} the number of a connection, {@code {payload}} a body.
 */
public final class DescriptionFile {
  private static final int MOST_BYTES = 64 * 1024;
  private static final Set<String> BUILT_IN = new TreeSet<>(List.of("centrifugo", "soketi", "ws"));

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "name",
              "wire",
              "path",
              "header",
              "greeting",
              "first",
              "confirm",
              "signal",
              "lines",
              "ping",
              "pong",
              "resume",
              "closes",
              "publish.kind",
              "publish.path",
              "publish.header",
              "publish.opening",
              "publish.body",
              "publish.closes"));

  /** Keys that may be there several times: {@code first}, {@code first.2}, {@code first.3} … */
  private static final Set<String> LISTS =
      Set.of("header", "first", "signal", "publish.header", "publish.opening");

  private final String where;
  private final Properties values = new Properties();

  private DescriptionFile(String where, Reader from) throws IOException {
    this.where = where;
    try {
      values.load(from);
    } catch (IllegalArgumentException e) {
      throw fault("syntax", String.valueOf(e.getMessage()), "a Java properties file", e);
    }
    for (String key : new TreeSet<>(values.stringPropertyNames())) {
      String list = key.replaceFirst("\\.\\d{1,2}$", "");
      if (!KEYS.contains(key) && !LISTS.contains(list)) {
        throw fault(key, value(key, ""), "one of " + String.join(", ", KEYS), null);
      }
    }
  }

  /**
   * One that comes with Freshet, or a file.
   *
   * @throws IllegalArgumentException when it is not a description
   */
  public static DescriptionFile named(String name) throws IOException {
    if (BUILT_IN.contains(name)) {
      try (InputStream in = DescriptionFile.class.getResourceAsStream(name + ".properties")) {
        if (in == null) {
          throw new IOException(name + ".properties is not in the jar");
        }
        return new DescriptionFile(name, new InputStreamReader(in, UTF_8));
      }
    }
    Path file = Path.of(name);
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(
          "--server: %s (expected: one of %s, or a properties file of at most %d bytes)"
              .formatted(name, String.join(", ", BUILT_IN), MOST_BYTES));
    }
    try (Reader in = Files.newBufferedReader(file, UTF_8)) {
      return new DescriptionFile(name, in);
    }
  }

  /**
   * A server so described.
   *
   * @param channel a template of its channels' names, with {@code {c}} for the number
   * @param auth the key and secret of an app, where the description asks for it
   * @param token what subscribers present; null for nothing
   */
  public Aim aim(Peer peer, String channel, PusherAuth auth, @Nullable String token) {
    boolean signs = values.values().stream().anyMatch(each -> each.toString().contains("{auth}"));
    boolean pusher = closes() == Closes.PUSHER;
    return new Aim(
        value("name", where),
        peer,
        description(channel, auth),
        form(channel, auth),
        signs || pusher ? auth : null,
        token);
  }

  private Description description(String channel, PusherAuth auth) {
    return new Description(
        choice("wire", Wire.class, Wire.WEBSOCKET),
        filled(needed("path"), channel, auth),
        list("header"),
        value("greeting", ""),
        list("first").stream().map(each -> filled(each, channel, auth)).toList(),
        value("confirm", ""),
        list("signal"),
        isYes("lines"),
        value("ping", ""),
        value("pong", ""),
        choice("resume", Resume.class, Resume.NONE),
        closes());
  }

  private boolean isYes(String key) {
    String text = value(key, "no");
    if (!text.equals("yes") && !text.equals("no")) {
      throw fault(key, text, "yes or no", null);
    }
    return text.equals("yes");
  }

  private Closes closes() {
    return choice("closes", Closes.class, Closes.OTHER);
  }

  private @Nullable Form form(String channel, PusherAuth auth) {
    if (!values.containsKey("publish.kind")) {
      return null;
    }
    String kind = needed("publish.kind");
    String path = filled(needed("publish.path"), channel, auth);
    String body = filled(value("publish.body", "{payload}"), channel, auth);
    if (!body.contains("{payload}")) {
      throw fault("publish.body", body, "a text with {payload}", null);
    }
    List<String> opening =
        list("publish.opening").stream().map(each -> filled(each, channel, auth)).toList();
    List<String> headers =
        list("publish.header").stream().map(each -> filled(each, channel, auth)).toList();
    Form form =
        switch (kind) {
          case "http" -> Form.post(path, headers, body);
          case "frames" -> Form.frames(path, opening, body);
          case "redis" -> Form.redis(path);
          case "pusher" -> Form.signed(path, body, auth);
          default -> throw fault("publish.kind", kind, "http, frames, pusher or redis", null);
        };
    return isYes("publish.closes") ? form.closing() : form;
  }

  private static String filled(String text, String channel, PusherAuth auth) {
    return text.replace("{c}", channel)
        .replace("{key}", auth.key())
        .replace("{secret}", auth.secret());
  }

  private String value(String key, String otherwise) {
    return values.getProperty(key, otherwise).strip();
  }

  private String needed(String key) {
    String value = value(key, "");
    if (value.isEmpty()) {
      throw fault(key, "(none)", "a text", null);
    }
    return value;
  }

  private List<String> list(String key) {
    var list = new ArrayList<String>();
    if (values.containsKey(key)) {
      list.add(value(key, ""));
    }
    for (int i = 2; values.containsKey(key + "." + i); i++) {
      list.add(value(key + "." + i, ""));
    }
    return list;
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    String text = value(key, otherwise.name());
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      List<String> all =
          List.of(type.getEnumConstants()).stream()
              .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toList();
      throw fault(key, text, "one of " + String.join(", ", all), e);
    }
  }

  private IllegalArgumentException fault(
      String key, String value, String expected, @Nullable Exception cause) {
    return new IllegalArgumentException(
        where + ": " + key + ": " + value + " (expected: " + expected + ")", cause);
  }
}
