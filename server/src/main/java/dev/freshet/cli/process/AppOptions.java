package dev.freshet.cli.process;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where a server is and which of its apps is meant. */
public final class AppOptions {
  static final String DEFAULT_URL = "http://127.0.0.1:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "where the server is (default: FRESHET_URL, or " + DEFAULT_URL + ")")
  private @Nullable String url;

  @Option(
      names = "--app",
      paramLabel = "KEY",
      description = "the app's key, needed with several apps (default: FRESHET_APP)")
  private @Nullable String app;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description =
          "the app's secret (default: FRESHET_SECRET, which unlike an argument is not seen by"
              + " other users of this machine)")
  private @Nullable String secret;

  /** Where the server is, as it was said. */
  public String url(Terminal terminal) {
    String given = or(url, terminal, "FRESHET_URL");
    return given == null ? DEFAULT_URL : given;
  }

  /** The app's key; null when nobody said it. */
  public @Nullable String app(Terminal terminal) {
    return or(app, terminal, "FRESHET_APP");
  }

  /** The app's secret, of the option alone. */
  @Nullable String givenSecret() {
    return secret;
  }

  /** The app's secret; null when nobody said it. */
  public @Nullable String secret(Terminal terminal) {
    return or(secret, terminal, "FRESHET_SECRET");
  }

  /** What an option says, or else the variable; null when neither does. */
  public static @Nullable String or(@Nullable String given, Terminal terminal, String variable) {
    return given != null ? given : terminal.variable(variable);
  }
}
