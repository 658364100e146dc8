package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.PublishRun;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.List;
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

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description = "publications a second, one after the other; 0: as many as go (default: 1000)")
  private List<Integer> rates = List.of(1000);

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "for rate 0: each has one request under way (default: 64)")
  private int connections = 64;

  @Option(
      names = "--publishers",
      paramLabel = "N",
      description = "for other rates: connections, at most one a channel (default: 4)")
  private int publishers = 4;

  @Option(names = "--channels", paramLabel = "N", description = "(default: 100)")
  private int channels = 100;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "how long each rate goes on (default: 10)")
  private int seconds = 10;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "before each measurement (default: 5)")
  private int warmup = 5;

  @Option(names = "--size", paramLabel = "BYTES", description = "of a body (default: 128)")
  private int size = 128;

  LoadPublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    for (int rate : rates) {
      ClientOptions.check("--rates", rate, 0, 100_000);
    }
    ClientOptions.check("--connections", connections, 1, 10_000);
    ClientOptions.check("--publishers", publishers, 1, 256);
    ClientOptions.check("--channels", channels, 1, 1_000_000);
    ClientOptions.check("--for", seconds, 1, 3600);
    ClientOptions.check("--warmup", warmup, 0, 600);
    ClientOptions.check("--size", size, 48, 65_000);
    Aim aim = target.aim(terminal.env());
    return PublishRun.run(
        new PublishRun.Plan(
            aim, target.pid(aim), rates, channels, connections, publishers, seconds, warmup, size),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
