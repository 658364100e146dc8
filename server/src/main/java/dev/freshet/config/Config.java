package dev.freshet.config;

import dev.freshet.model.Secret;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration without a fault.
 *
 * @param settings what holds for the node
 * @param apps its tenants, at least one
 * @param development whether there was no file: one app with known credentials whose channels
 *     anybody on this machine may use
 */
public record Config(Settings settings, List<App> apps, boolean development) {
  /** The id of the app of development mode. */
  public static final String DEVELOPMENT_ID = "1";

  /** The key of the app of development mode. */
  public static final String DEVELOPMENT_KEY = "dev-key";

  /** The secret of the app of development mode; everybody knows it. */
  public static final String DEVELOPMENT_SECRET = "dev-secret";

  /** Copies the list. */
  public Config {
    apps = List.copyOf(apps);
  }

  /**
   * Reads a configuration. Flags win over variables, variables over the file, the file over
   * defaults. Blocks on reading files.
   *
   * @param file the YAML file; without one this is development mode
   * @param environment all variables; those that do not start with {@code FRESHET_} are not read
   * @param flags values by dotted key
   * @throws ConfigFaults with everything that is wrong
   */
  public static Config load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    return file.map(path -> load(path, environment, flags))
        .orElseGet(() -> development(environment, flags));
  }

  private static Config load(Path file, Map<String, String> variables, Map<String, String> flags) {
    var faults = new Faults();
    Tree.Fields root = YamlReader.read(file, faults);
    return load(root, file, variables, flags, faults);
  }

  /** What {@link #load} does once the text is there; the door of the fuzzer. */
  static Config load(
      Tree.@Nullable Fields root,
      Path file,
      Map<String, String> variables,
      Map<String, String> flags,
      Faults faults) {
    var environment = new Environment(variables);
    var reader = new SettingsReader(faults);
    Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    if (root != null) {
      reader.file(root, YamlReader.name(file), directory);
    }
    reader.environment(environment);
    reader.flags(flags);
    Settings settings = reader.done();
    List<App> apps = List.of();
    if (root != null) {
      var appsReader = new AppsReader(settings, environment, directory, faults);
      apps = appsReader.read(root, YamlReader.name(file));
      appsReader.variables().forEach(environment::take);
      reader.unknown(environment, appsReader.variables());
      refuseKnownSecret(settings, apps, faults);
    }
    faults.raise();
    return new Config(settings, apps, false);
  }

  private static void refuseKnownSecret(Settings settings, List<App> apps, Faults faults) {
    if (isLoopback(settings.text(Setting.SERVER_HOST))) {
      return;
    }
    for (App app : apps) {
      if (app.secret().matches(DEVELOPMENT_SECRET)) {
        faults.add(
            settings.source(Setting.SERVER_HOST),
            Setting.SERVER_HOST.key(),
            settings.text(Setting.SERVER_HOST),
            "a loopback address, or another secret than %s for app %s"
                .formatted(DEVELOPMENT_SECRET, app.id()));
      }
    }
  }

  private static Config development(Map<String, String> variables, Map<String, String> flags) {
    var faults = new Faults();
    var environment = new Environment(variables);
    var reader = new SettingsReader(faults);
    reader.environment(environment);
    reader.flags(flags);
    Settings settings = reader.done();
    reader.unknown(environment, List.of());
    if (!isLoopback(settings.text(Setting.SERVER_HOST))) {
      faults.add(
          settings.source(Setting.SERVER_HOST),
          Setting.SERVER_HOST.key(),
          settings.text(Setting.SERVER_HOST),
          "a loopback address, because without a configuration file every channel is open; see"
              + " freshet config reference");
    }
    faults.raise();
    return new Config(settings, List.of(developmentApp(settings)), true);
  }

  private static App developmentApp(Settings settings) {
    var open =
        new ChannelRule(
            ChannelPattern.ALL,
            100,
            Duration.ofMinutes(5),
            Access.OPEN,
            Access.OPEN,
            Access.OPEN,
            SlowReader.CLOSE);
    ClientRules clients = PusherReader.development();
    return new App(
        DEVELOPMENT_ID,
        DEVELOPMENT_KEY,
        Secret.of(DEVELOPMENT_SECRET),
        AppsReader.limits(settings),
        PusherReader.cached(List.of(open), clients),
        AppsReader.patterns(settings.list(Setting.SERVER_ORIGINS)),
        TokenRules.SECRET_ONLY,
        clients,
        List.of());
  }

  /**
   * Whether only this machine can reach the host: {@code localhost} or a literal of 127.0.0.0/8 or
   * ::1. No name is looked up.
   */
  public static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * What a reload of {@code next} would not take: the settings whose value differs and that need a
   * restart. Apps, rules and limits always reload.
   */
  public List<Setting> needRestart(Config next) {
    return Stream.of(Setting.values())
        .filter(setting -> !setting.reloads() && !settings.same(setting, next.settings))
        .toList();
  }
}
