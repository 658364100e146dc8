package dev.freshet.cli.process;

import dev.freshet.cli.client.Endpoint;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that talk to a server. */
public final class ServerOptions {
  private static final String DEFAULT_URL = "http://127.0.0.1:8080";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

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

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "a token, instead of the secret (default: FRESHET_TOKEN)")
  private @Nullable String token;

  /** Where to, as whom. Options come before variables, and a token before the secret. */
  public Endpoint endpoint(Terminal terminal) {
    String credential = token != null ? token : secret;
    if (credential == null) {
      credential = terminal.variable("FRESHET_TOKEN");
    }
    if (credential == null) {
      credential = terminal.variable("FRESHET_SECRET");
    }
    String key = app != null ? app : terminal.variable("FRESHET_APP");
    String target = url != null ? url : terminal.variable("FRESHET_URL");
    return endpoint(spec, target, key, credential);
  }

  private static Endpoint endpoint(
      @Nullable CommandSpec spec,
      @Nullable String target,
      @Nullable String key,
      @Nullable String credential) {
    try {
      return Endpoint.of(target == null ? DEFAULT_URL : target, key, credential);
    } catch (IllegalArgumentException e) {
      throw spec == null ? e : new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** The options of commands that ask of nodes what only operators may. */
  public static final class Operator {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description =
            "where a node is; any of them will do (default: FRESHET_URL, or " + DEFAULT_URL + ")")
    private @Nullable String url;

    @Option(
        names = "--admin-secret",
        paramLabel = "SECRET",
        description =
            "the nodes' admin.secret (default: FRESHET_ADMIN_SECRET, which unlike an argument is"
                + " not seen by other users of this machine)")
    private @Nullable String secret;

    /** Where to, as whom. */
    public Endpoint endpoint(Terminal terminal) {
      String target = url != null ? url : terminal.variable("FRESHET_URL");
      String given = secret != null ? secret : terminal.variable("FRESHET_ADMIN_SECRET");
      return ServerOptions.endpoint(spec, target, null, given);
    }
  }

  /** A client that follows no redirection, so that a credential goes to no other host. */
  public static HttpClient http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_TIMEOUT)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }
}
