package dev.freshet.cli;

import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which app of a configuration is meant, without a server. */
final class AppOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--app",
      paramLabel = "KEY",
      description = "the app's key, needed with several apps (default: FRESHET_APP)")
  private @Nullable String key;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description = "the app's secret (default: FRESHET_SECRET, or the configuration's)")
  private @Nullable String secret;

  /** The app, with the secret that was given for it. */
  App app(Terminal terminal, Config config) {
    App app = find(key != null ? key : terminal.variable("FRESHET_APP"), config);
    String given = secret != null ? secret : terminal.variable("FRESHET_SECRET");
    return given == null ? app : with(app, given);
  }

  private App find(@Nullable String wanted, Config config) {
    List<App> apps = config.apps();
    if (wanted == null ? apps.size() == 1 : config.development()) {
      return apps.getFirst();
    }
    return apps.stream()
        .filter(app -> app.key().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            fault(
                "--app: %s (expected: one of %s)"
                    .formatted(
                        wanted == null ? "(none)" : wanted,
                        apps.stream().map(App::key).limit(10).collect(Collectors.joining(", ")))));
  }

  private App with(App app, String given) {
    if (given.isEmpty()) {
      throw fault("--secret: (empty) (expected: at least 1 character)");
    }
    return new App(
        app.id(),
        app.key(),
        Secret.of(given),
        app.limits(),
        app.rules(),
        app.origins(),
        app.tokens());
  }

  private RuntimeException fault(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
