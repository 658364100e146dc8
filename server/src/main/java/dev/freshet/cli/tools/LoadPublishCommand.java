package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.PublishRun;
import dev.freshet.tools.load.run.Rates;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet load publish}: publications that nobody hears. */
@Command(
    name = "publish",
    header = "Publish to channels nobody hears, at a rate or as fast as answers come.",
    description = {
      "At a rate, an answer's time runs from when its publication was due; rate 0 sends the next"
          + " request of each connection when the one before is answered."
    },
    footer = {
      "  freshet load publish --rates 1000,5000",
      "  freshet load publish --rates 0 --connections 64"
    })
final class LoadPublishCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final ReportOptions report = new ReportOptions();

  @Mixin
  private final PublishingOptions.AtRates publishing = new PublishingOptions.AtRates(1000, 0);

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "for rate 0: each has one request under way (default: 64)")
  private int connections = 64;

  @Option(names = "--channels", paramLabel = "N", description = "(default: 100)")
  private int channels = 100;

  LoadPublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    Rates rates = publishing.rates();
    ClientOptions.check("--connections", connections, 1, 10_000);
    ClientOptions.check("--channels", channels, 1, 1_000_000);
    Aim aim = target.aim(terminal);
    return PublishRun.run(
        new PublishRun.Plan(aim, target.pid(aim), channels, connections, rates),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
