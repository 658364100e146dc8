package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.FanoutRun;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet load fanout}: deliveries. */
@Command(
    name = "fanout",
    header = "Publish to many subscribers, and say what a delivery costs and how long it takes.",
    description = {
      "All subscribers hear one channel unless --channels says otherwise. A rate is kept when all is"
          + " delivered, p99 is at most 500 ms, and nothing was refused."
    },
    footer = {
      "  freshet load fanout --connections 10000 --rates 20,150,500",
      "  freshet load fanout --connections 10000 --channels 1000 --rates 2000",
      "  freshet load fanout --server ws --url http://127.0.0.1:9000 --json"
    })
final class FanoutCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final ClientOptions clients = new ClientOptions();

  @Mixin private final ReportOptions report = new ReportOptions();

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description = "publications a second over all channels, one after the other (default: 20)")
  private List<Integer> rates = List.of(20);

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "how long each rate goes on (default: 10)")
  private int seconds = 10;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "of each rate, before the first is measured (default: 5)")
  private int warmup = 5;

  @Option(names = "--size", paramLabel = "BYTES", description = "of a body (default: 128)")
  private int size = 128;

  @Option(
      names = "--publishers",
      paramLabel = "N",
      description = "connections that publish, at most one a channel (default: 4)")
  private int publishers = 4;

  FanoutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    for (int rate : rates) {
      ClientOptions.check("--rates", rate, 1, 100_000);
    }
    ClientOptions.check("--for", seconds, 1, 3600);
    ClientOptions.check("--warmup", warmup, 0, 600);
    ClientOptions.check("--size", size, 48, 65_000);
    ClientOptions.check("--publishers", publishers, 1, 256);
    Aim aim = target.aim(terminal.env());
    ClientPlan plan = clients.planOfOneChannel(aim, new Back(Retry.OBEY, 0));
    return FanoutRun.run(
        new FanoutRun.Plan(
            aim,
            target.pid(aim),
            plan,
            clients.processes(plan),
            rates,
            seconds,
            warmup,
            size,
            publishers),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
