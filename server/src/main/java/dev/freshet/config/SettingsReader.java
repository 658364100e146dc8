package dev.freshet.config;

import dev.freshet.config.kind.Subnet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lays the layers over each other: defaults, then the file, then variables, then flags. */
final class SettingsReader {
  private static final List<String> KEYS = Stream.of(Setting.values()).map(Setting::key).toList();
  private static final List<String> VARIABLES =
      Stream.of(Setting.values()).map(Setting::variable).toList();

  private final Map<Setting, Settings.Entry> entries = new EnumMap<>(Setting.class);
  private final Faults faults;

  SettingsReader(Faults faults) {
    this.faults = faults;
    for (Setting setting : Setting.values()) {
      Object value = setting.kind().read(setting.standard());
      if (value == null) {
        throw new IllegalStateException(
            "%s: %s (expected: %s)"
                .formatted(setting.key(), setting.standard(), setting.kind().expected()));
      }
      entries.put(setting, new Settings.Entry(value, Source.STANDARD));
    }
  }

  /**
   * Reads the sections of the file; {@code apps} is not looked at.
   *
   * @param file its name, for faults
   * @param directory what relative paths in it are meant from
   */
  void file(Tree.Fields root, String file, Path directory) {
    root.fields()
        .forEach((key, field) -> {
          if (!key.equals(AppsReader.SECTION)) {
            field(key, field, file, directory);
          }
        });
  }

  private void field(String path, Tree.Field field, String file, Path directory) {
    Source source = Source.line(file, field.line());
    Optional<Setting> setting = Setting.of(path);
    if (setting.isPresent()) {
      node(setting.get(), field.value(), source, directory);
    } else if (KEYS.stream().noneMatch(key -> key.startsWith(path + "."))) {
      faults.unknown(source, path, known());
    } else if (field.value() instanceof Tree.Fields section) {
      section.fields().forEach((key, f) -> field(path + "." + key, f, file, directory));
    } else if (!(field.value() instanceof Tree.Scalar none && none.value().isEmpty())) {
      faults.add(source, path, field.value().what(), "a section with keys of its own");
    }
  }

  /** The keys and the names of the top sections. */
  private static List<String> known() {
    return Stream.concat(
            Stream.concat(
                KEYS.stream().map(key -> key.substring(0, key.indexOf('.'))).distinct(),
                Stream.of(AppsReader.SECTION)),
            KEYS.stream())
        .toList();
  }

  private void node(Setting setting, Tree node, Source source, Path directory) {
    Object value = Section.read(setting.kind(), node);
    if (value instanceof Path path && !path.toString().isEmpty()) {
      value = directory.resolve(path);
    }
    put(setting, setting.key(), node.what(), value, source);
  }

  void environment(Environment environment) {
    for (Setting setting : Setting.values()) {
      String variable = setting.variable();
      environment
          .take(variable)
          .ifPresent(text ->
              put(
                  setting,
                  variable,
                  text,
                  setting.kind().read(text.strip()),
                  Source.variable(variable)));
    }
  }

  /** Tells the variables that nobody took. */
  void unknown(Environment environment, List<String> others) {
    var known = new ArrayList<>(VARIABLES);
    known.addAll(others);
    for (String name : environment.left()) {
      faults.unknown(Source.variable(name), name, known);
    }
  }

  void flags(Map<String, String> flags) {
    new TreeMap<>(flags)
        .forEach((key, text) ->
            Setting.of(key)
                .ifPresentOrElse(
                    setting ->
                        put(setting, key, text, setting.kind().read(text.strip()), Source.FLAG),
                    () -> faults.unknown(Source.FLAG, key, KEYS)));
  }

  private void put(
      Setting setting, String name, String text, @Nullable Object value, Source source) {
    if (value == null) {
      faults.add(source, name, text, setting.kind());
    } else {
      entries.put(setting, new Settings.Entry(value, source));
    }
  }

  /** The values, checked against each other. */
  Settings done() {
    var settings = new Settings(entries);
    pair(settings, Setting.SERVER_TLS_CERTIFICATE, Setting.SERVER_TLS_KEY);
    pair(settings, Setting.SERVER_TLS_KEY, Setting.SERVER_TLS_CERTIFICATE);
    readable(settings, Setting.SERVER_TLS_CERTIFICATE);
    readable(settings, Setting.SERVER_TLS_KEY);
    readable(settings, Setting.ENGINE_REDIS_CA);
    if (!settings.list(Setting.ENGINE_REDIS_URL).isEmpty()
        && !settings.list(Setting.ENGINE_REDIS_CLUSTER).isEmpty()) {
      fault(settings, Setting.ENGINE_REDIS_CLUSTER, "none, or no engine.redis.url beside it");
    }
    if (settings.duration(Setting.STOP_WINDOW).compareTo(settings.duration(Setting.STOP_TIMEOUT))
        > 0) {
      fault(
          settings,
          Setting.STOP_WINDOW,
          "at most stop.timeout, which is " + settings.shown(Setting.STOP_TIMEOUT));
    }
    if (settings.bytes(Setting.LIMITS_MESSAGE_BYTES) > settings.bytes(Setting.HTTP_BODY_MAX)) {
      fault(
          settings,
          Setting.LIMITS_MESSAGE_BYTES,
          "at most http.body-max, which is " + settings.shown(Setting.HTTP_BODY_MAX));
    }
    proxies(settings);
    return settings;
  }

  private void proxies(Settings settings) {
    var proxies = settings.list(Setting.SERVER_TRUSTED_PROXIES);
    if (!proxies.stream().allMatch(Subnet::isValid)) {
      fault(
          settings,
          Setting.SERVER_TRUSTED_PROXIES,
          Setting.SERVER_TRUSTED_PROXIES.kind().expected());
    }
    if (proxies.isEmpty() && settings.text(Setting.SERVER_PROXY_PROTOCOL).equals("v2")) {
      fault(
          settings,
          Setting.SERVER_PROXY_PROTOCOL,
          "together with " + Setting.SERVER_TRUSTED_PROXIES.key());
    }
  }

  private void pair(Settings settings, Setting one, Setting other) {
    if (settings.path(one).isPresent() && settings.path(other).isEmpty()) {
      fault(settings, one, "together with " + other.key());
    }
  }

  private void readable(Settings settings, Setting setting) {
    settings
        .path(setting)
        .filter(path -> !Files.isRegularFile(path) || !Files.isReadable(path))
        .ifPresent(path -> fault(settings, setting, "a file that can be read"));
  }

  private void fault(Settings settings, Setting setting, String expected) {
    faults.add(settings.source(setting), setting.key(), settings.shown(setting), expected);
  }
}
