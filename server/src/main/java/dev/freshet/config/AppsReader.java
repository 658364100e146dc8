package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import dev.freshet.config.kind.Quantity;
import dev.freshet.model.Secret;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code apps}, field by field of {@link AppField}. */
final class AppsReader {
  static final String SECTION = "apps";
  private static final int MAX_APPS = 10_000;
  private static final int MAX_RULES = 1_000;
  private static final int MAX_SECRET_FILE = 4_096;

  private final Settings settings;
  private final Environment environment;
  private final Path directory;
  private final Faults faults;
  private final Set<String> variables = new HashSet<>();

  /**
   * A reader.
   *
   * @param settings where limits and origins come from that an app does not give
   * @param environment where secrets may come from
   * @param directory what relative paths are meant from
   */
  AppsReader(Settings settings, Environment environment, Path directory, Faults faults) {
    this.settings = settings;
    this.environment = environment;
    this.directory = directory;
    this.faults = faults;
  }

  List<App> read(Tree.Fields root, String file) {
    var top = new Section(root, "", file, faults);
    int before = faults.count();
    List<Section> sections = top.sections(SECTION, MAX_APPS);
    var apps = new ArrayList<App>();
    var ids = new HashSet<String>();
    var keys = new HashSet<String>();
    for (Section section : sections) {
      App app = app(section);
      section.finish();
      unique(section, AppField.ID, app.id(), ids);
      unique(section, AppField.KEY, app.key(), keys);
      apps.add(app);
    }
    if (apps.isEmpty() && faults.count() == before) {
      top.fault(SECTION, "none", "at least one app");
    }
    return apps;
  }

  /** The names of the variables that could have given a secret. */
  List<String> variables() {
    return List.copyOf(variables);
  }

  static String variable(String id) {
    return "FRESHET_APPS_"
        + id.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT)
        + "_SECRET";
  }

  private static void unique(Section section, AppField field, String value, Set<String> seen) {
    if (!value.isEmpty() && !seen.add(value)) {
      section.fault(field.key(), value, "another one; an earlier app or rule has it");
    }
  }

  private App app(Section section) {
    String id = section.text(AppField.ID);
    ClientRules clients = PusherReader.read(section, id, settings);
    return new App(
        id,
        section.text(AppField.KEY),
        secret(section, id),
        limits(section.section("limits")),
        PusherReader.channels(rules(section), clients),
        origins(section),
        tokens(section.section("tokens")),
        clients,
        WebhooksReader.read(section));
  }

  private Secret secret(Section section, String id) {
    String given = section.text(AppField.SECRET);
    Path path = (Path) section.value(AppField.SECRET_FILE);
    boolean hasFile = !path.toString().isEmpty();
    String variable = variable(id);
    if (!id.isEmpty() && !variables.add(variable) && environment.has(variable)) {
      section.fault(AppField.ID.key(), id, "an id whose variable is its own, not " + variable);
    }
    if (section.has(AppField.SECRET.key()) && hasFile) {
      section.fault(AppField.SECRET_FILE.key(), path.toString(), "no secret beside it");
    }
    String secret = environment.peek(variable).map(String::strip).orElse(given);
    if (secret.isEmpty() && hasFile) {
      secret = secretFile(section, directory.resolve(path));
    } else if (secret.isEmpty() && !section.has(AppField.SECRET.key())) {
      section.fault(AppField.SECRET.key(), "none", "a secret, a secret-file, or " + variable);
    }
    // Whatever stands in after a fault is never used: a configuration with faults is not returned.
    return Secret.of(secret.isEmpty() ? Fault.MASK : secret);
  }

  private static String secretFile(Section section, Path path) {
    try (var in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_SECRET_FILE + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (AppField.SECRET.kind().read(text) != null) {
        return text;
      }
      section.fault(
          AppField.SECRET_FILE.key(), path.toString(), "a file with " + expected(AppField.SECRET));
    } catch (IOException e) {
      section.fault(AppField.SECRET_FILE.key(), path.toString(), "a file that can be read");
    }
    return "";
  }

  private static String expected(AppField field) {
    return field.kind().expected();
  }

  private Limits limits(Section section) {
    var limits =
        new Limits(
            limit(section, Setting.LIMITS_CONNECTIONS),
            limit(section, Setting.LIMITS_CLUSTER_CONNECTIONS),
            limit(section, Setting.LIMITS_CONNECT_RATE),
            limit(section, Setting.LIMITS_CHANNELS_PER_CONNECTION),
            limit(section, Setting.LIMITS_MESSAGE_BYTES),
            limit(section, Setting.LIMITS_BATCH_SIZE),
            limit(section, Setting.LIMITS_PUBLISH_RATE),
            limit(section, Setting.LIMITS_CLIENT_RATE),
            limit(section, Setting.LIMITS_QUEUED_BYTES));
    section.finish();
    long most = settings.bytes(Setting.HTTP_BODY_MAX);
    if (section.has("message-bytes") && limits.messageBytes() > most) {
      section.fault(
          "message-bytes",
          Quantity.showBytes(limits.messageBytes()),
          "at most http.body-max, which is " + settings.shown(Setting.HTTP_BODY_MAX));
    }
    return limits;
  }

  private int limit(Section section, Setting setting) {
    String key = setting.key().substring(setting.key().indexOf('.') + 1);
    Object value = section.value(key, setting.kind());
    return value instanceof Number number ? number.intValue() : standard(settings, setting);
  }

  private static int standard(Settings settings, Setting setting) {
    return setting.kind() instanceof Kind.Bytes
        ? (int) settings.bytes(setting)
        : settings.number(setting);
  }

  /** The limits of an app that gives none. */
  static Limits limits(Settings settings) {
    return new Limits(
        standard(settings, Setting.LIMITS_CONNECTIONS),
        standard(settings, Setting.LIMITS_CLUSTER_CONNECTIONS),
        standard(settings, Setting.LIMITS_CONNECT_RATE),
        standard(settings, Setting.LIMITS_CHANNELS_PER_CONNECTION),
        standard(settings, Setting.LIMITS_MESSAGE_BYTES),
        standard(settings, Setting.LIMITS_BATCH_SIZE),
        standard(settings, Setting.LIMITS_PUBLISH_RATE),
        standard(settings, Setting.LIMITS_CLIENT_RATE),
        standard(settings, Setting.LIMITS_QUEUED_BYTES));
  }

  private List<ChannelRule> rules(Section section) {
    var rules = new ArrayList<ChannelRule>();
    var patterns = new HashSet<String>();
    for (Section rule : section.sections("channels", MAX_RULES)) {
      String pattern = rule.text(AppField.CHANNELS_PATTERN);
      unique(rule, AppField.CHANNELS_PATTERN, pattern, patterns);
      rules.add(
          new ChannelRule(
              pattern.isEmpty() ? ChannelPattern.ALL : new ChannelPattern(pattern),
              (Integer) rule.value(AppField.CHANNELS_HISTORY_SIZE),
              (Duration) rule.value(AppField.CHANNELS_HISTORY_TTL),
              rule.choice(Access.class, AppField.CHANNELS_PUBLISH),
              rule.choice(Access.class, AppField.CHANNELS_SUBSCRIBE),
              rule.choice(Access.class, AppField.CHANNELS_HISTORY),
              rule.choice(SlowReader.class, AppField.CHANNELS_SLOW_READER)));
      rule.finish();
    }
    return rules;
  }

  private List<ChannelPattern> origins(Section section) {
    return section.has(AppField.ORIGINS.key())
        ? patterns(section.list(AppField.ORIGINS))
        : patterns(settings.list(Setting.SERVER_ORIGINS));
  }

  static List<ChannelPattern> patterns(List<String> texts) {
    return texts.stream().map(ChannelPattern::new).toList();
  }

  private TokenRules tokens(Section section) {
    var rules =
        new TokenRules(
            given(section.text(AppField.TOKENS_AUDIENCE)),
            given(section.text(AppField.TOKENS_ISSUER)),
            section.list(AppField.TOKENS_PUBLIC_KEYS),
            jwks(section));
    section.finish();
    return rules;
  }

  private static Optional<URI> jwks(Section section) {
    String text = section.text(AppField.TOKENS_JWKS);
    try {
      URI uri = URI.create(text);
      if (text.isEmpty() || uri.getHost() != null) {
        return given(text).map(URI::create);
      }
    } catch (IllegalArgumentException e) {
      // Told below: the same fault as a URL without a host.
    }
    section.fault(AppField.TOKENS_JWKS.key(), text, expected(AppField.TOKENS_JWKS));
    return Optional.empty();
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
