package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.client.OperatorClient;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.kind.Kind;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet drop}: cuts connections off. */
@Command(
    name = "drop",
    header = "Drill: cut a share of a node's connections off, all at once and without a word.",
    description = {
      "What a network that fails does, to learn how clients and node take it. Clients are told"
          + " nothing and come back as they do after any cut. The node that answers is meant; it"
          + " logs who asked. Nothing is done without --yes.",
      "To move connections away kindly, see drain and rebalance."
    },
    footer = {
      "  freshet drop --share 10 --yes",
      "  freshet drop --share 100 --how reset --app KEY --yes --url http://10.0.0.7:8080"
    })
public final class DropCommand implements Callable<Integer> {
  private static final Kind<Integer> SHARE = Kind.whole(1, 100);
  private static final Kind<String> HOW = Kind.OneOf.of("close", "reset");

  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ServerOptions.Operator server = new ServerOptions.Operator();

  @Option(
      names = "--share",
      required = true,
      paramLabel = "PERCENT",
      description = "how many of the connections, 1 to 100 percent, chosen at random")
  private String share = "";

  @Option(names = "--app", paramLabel = "KEY", description = "of this app alone (default: of all)")
  private @Nullable String app;

  @Option(
      names = "--how",
      paramLabel = "HOW",
      description = "close: the streams end (default); reset: the connections are reset")
  private String how = "close";

  @Option(names = "--yes", description = "do it")
  private boolean yes;

  /** Asks by the client of operators. */
  public DropCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("share", read("--share", share, SHARE));
    wish.put("how", read("--how", how, HOW));
    if (app != null) {
      wish.put("app", app);
    }
    var endpoint = server.endpoint(terminal);
    if (!yes) {
      terminal.say(
          "refused: %s percent of the connections at %s would be cut off; --yes does it"
              .formatted(share, endpoint));
      return ExitCode.SOFTWARE;
    }
    wish.put("confirm", true);
    try (var _ = new Interruption();
        HttpClient http = ServerOptions.http()) {
      Map<String, Object> answer = new OperatorClient(http, endpoint).post("drop", wish);
      terminal.print(
          String.format(
              Locale.ROOT,
              "%,d of %,d connections cut off at node %s",
              Json.number(answer, "dropped"),
              Json.number(answer, "connections"),
              Json.textOrEmpty(answer, "node")));
      return ExitCode.OK;
    }
  }

  private <T> T read(String option, String text, Kind<T> kind) {
    T value = kind.read(text);
    if (value == null) {
      String message = "%s: %s (expected: %s)".formatted(option, text, kind.expected());
      throw spec == null
          ? new IllegalArgumentException(message)
          : new ParameterException(spec.commandLine(), message);
    }
    return value;
  }
}
