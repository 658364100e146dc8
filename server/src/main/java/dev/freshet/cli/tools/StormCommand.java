package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Endpoint;
import dev.freshet.cli.client.OperatorClient;
import dev.freshet.cli.process.AppOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.StormPlan;
import dev.freshet.tools.load.run.StormRun;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet load storm}: a drill. */
@Command(
    name = "storm",
    header = "Drop connections at once, and see how they come back.",
    description = {
      "Opens connections, drops a share of them at the same moment, and measures until all are"
          + " back: again and again, the first time cold. With a hot channel it says what its"
          + " subscribers felt meanwhile."
    },
    footer = {
      "  freshet load storm",
      "  freshet load storm --connections 15000 --storms 4 --dialect json",
      "  freshet load storm --connections 15000 --retry naive --naive-pause 1",
      "  freshet load storm --connections 5000 --hot-rate 100 --hot-subscribers 10000",
      "  freshet load storm --connections 5000 --slow-loris 5000",
      "  freshet load storm --drop 50 --drop-by server --json"
    })
final class StormCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final ClientOptions clients = new ClientOptions();

  @Mixin private final PublishingOptions.Body body = new PublishingOptions.Body();

  @Mixin private final ReportOptions report = new ReportOptions();

  @Option(names = "--storms", paramLabel = "N", description = "how many (default: 3)")
  private int storms = 3;

  @Option(
      names = "--drop",
      paramLabel = "PERCENT",
      description = "the share of connections that is dropped (default: 100)")
  private double drop = 100;

  @Option(
      names = "--drop-by",
      paramLabel = "SIDE",
      description = "client, or server: asks the node as its operator (default: client)")
  private String by = "client";

  @Option(
      names = "--how",
      paramLabel = "HOW",
      description = "reset or close: how the client drops a connection (default: reset)")
  private String how = "reset";

  @Option(
      names = "--retry",
      paramLabel = "POLICY",
      description =
          "obey: when the server says, else with jitter; jitter: 0 to 0.5 s, doubled up to 20 s;"
              + " naive: after the same pause always (default: obey)")
  private String retry = "obey";

  @Option(
      names = "--naive-pause",
      paramLabel = "SECONDS",
      description = "the pause of naive clients (default: 1)")
  private double naivePause = 1;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      description = "how long a storm may take (default: 60)")
  private int within = 60;

  @Option(names = "--pause", paramLabel = "SECONDS", description = "between storms (default: 2)")
  private int pause = 2;

  @Option(
      names = "--slow-loris",
      paramLabel = "N",
      description = "further sockets that never finish their handshake (default: 0)")
  private int lorises;

  @Option(
      names = "--hot-rate",
      paramLabel = "RATE",
      description = "publications a second to a hot channel; 0: none (default: 0)")
  private int hotRate;

  @Option(
      names = "--hot-subscribers",
      paramLabel = "N",
      description = "subscribers of the hot channel (default: 1000)")
  private int hotSubscribers = 1000;

  @Option(
      names = "--hot-seconds",
      paramLabel = "SECONDS",
      description = "how long it is felt before and after each storm (default: 5)")
  private int hotSeconds = 5;

  @Option(
      names = "--admin-secret",
      paramLabel = "SECRET",
      description = "the node's admin.secret, for --drop-by server (default: FRESHET_ADMIN_SECRET)")
  private @Nullable String adminSecret;

  StormCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    check();
    Aim aim = target.aim(terminal);
    var back = new Back(retry(), (int) (naivePause * 1000));
    ClientPlan plan = clients.plan(aim, back, lorises);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return StormRun.run(
          new StormPlan(
              aim,
              target.pid(aim),
              plan,
              clients.processes(plan),
              clients.settle(),
              storms,
              drop / 100,
              how,
              within,
              pause,
              hotRate == 0 ? null : hot(back),
              by.equals("server") ? share -> dropByServer(http, share) : null),
          Launch.own(LoadProcess.class.getName()),
          telling);
    }
  }

  private void check() {
    ClientOptions.check("--storms", storms, 1, 1000);
    ClientOptions.check("--within", within, 1, 3600);
    ClientOptions.check("--pause", pause, 0, 3600);
    ClientOptions.check("--hot-rate", hotRate, 0, 100_000);
    ClientOptions.check("--hot-subscribers", hotSubscribers, 1, 1_000_000);
    ClientOptions.check("--hot-seconds", hotSeconds, 1, 600);
    body.check();
    if (!(drop > 0 && drop <= 100)) {
      throw new IllegalArgumentException("--drop: " + drop + " (expected: above 0, at most 100)");
    }
    if (!(naivePause >= 0 && naivePause <= 60)) {
      throw new IllegalArgumentException("--naive-pause: " + naivePause + " (expected: 0 to 60)");
    }
    choice("--drop-by", by, List.of("client", "server"));
    choice("--how", how, List.of("reset", "close"));
  }

  private static void choice(String name, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + String.join(" or ", allowed) + ")");
    }
  }

  private Retry retry() {
    choice("--retry", retry, List.of("obey", "jitter", "naive"));
    return Retry.valueOf(retry.toUpperCase(Locale.ROOT));
  }

  private StormPlan.Hot hot(Back back) throws IOException {
    Aim hot = target.aim(terminal, "hot");
    return new StormPlan.Hot(
        clients.plan(hot, back, 0, hotSubscribers, 1), hot, hotRate, body.size(), hotSeconds);
  }

  private void dropByServer(HttpClient http, double share)
      throws IOException, InterruptedException {
    String secret = AppOptions.or(adminSecret, terminal, "FRESHET_ADMIN_SECRET");
    var operator = new OperatorClient(http, Endpoint.of(target.url(terminal), null, secret));
    try {
      var _ = operator.post("drop", Map.of("share", Math.round(share * 100), "confirm", true));
    } catch (ClientFault e) {
      throw new IOException(e.text(), e);
    }
  }
}
