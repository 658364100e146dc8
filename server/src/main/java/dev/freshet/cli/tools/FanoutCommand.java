package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.FanoutRun;
import dev.freshet.tools.load.run.Rates;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private final PublishingOptions.AtRates publishing = new PublishingOptions.AtRates(20, 1);

  FanoutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    Rates rates = publishing.rates();
    Aim aim = target.aim(terminal);
    ClientPlan plan = clients.planOfOneChannel(aim, new Back(Retry.OBEY, 0));
    return FanoutRun.run(
        new FanoutRun.Plan(
            aim, target.pid(aim), plan, clients.processes(plan), clients.settle(), rates),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
