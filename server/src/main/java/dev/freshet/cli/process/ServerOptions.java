package dev.freshet.cli.process;

import dev.freshet.cli.client.Endpoint;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that talk to a server. */
public final class ServerOptions {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private final AppOptions of = new AppOptions();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "a token, instead of the secret (default: FRESHET_TOKEN)")
  private @Nullable String token;

  /** Where to, as whom. Options come before variables, and a token before the secret. */
  public Endpoint endpoint(Terminal terminal) {
    String credential = token != null ? token : of.givenSecret();
    if (credential == null) {
      credential = terminal.variable("FRESHET_TOKEN");
    }
    if (credential == null) {
      credential = of.secret(terminal);
    }
    return endpoint(spec, of.url(terminal), of.app(terminal), credential);
  }

  private static Endpoint endpoint(
      @Nullable CommandSpec spec,
      String target,
      @Nullable String key,
      @Nullable String credential) {
    try {
      return Endpoint.of(target, key, credential);
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
            "where a node is; any of them will do (default: FRESHET_URL, or "
                + AppOptions.DEFAULT_URL
                + ")")
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
      String target = AppOptions.or(url, terminal, "FRESHET_URL");
      String given = AppOptions.or(secret, terminal, "FRESHET_ADMIN_SECRET");
      return ServerOptions.endpoint(
          spec, target == null ? AppOptions.DEFAULT_URL : target, null, given);
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
