package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.IdleRun;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet load idle}: the cost of a connection, part by part. */
@Command(
    name = "idle",
    header = "Open connections and say what one costs, part by part.",
    description = {
      "Kernel, heap, native memory, TLS, subscription, queued bytes; CPU while idle, and for each"
          + " message in and out; the client's own cost beside it. Some connections come and go"
          + " first. Collects the garbage of a server that is a JVM."
    },
    footer = {
      "  freshet load idle --connections 15000",
      "  freshet load idle --connections 15000 --dialect pusher-private --json",
      "  freshet load idle --url https://127.0.0.1:8443 --insecure --connections 5000"
    })
final class IdleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final ClientOptions clients = new ClientOptions();

  @Mixin private final PublishingOptions.Body body = new PublishingOptions.Body();

  @Mixin private final ReportOptions report = new ReportOptions();

  @Option(
      names = "--idle-seconds",
      paramLabel = "SECONDS",
      description = "how long nothing happens (default: 10)")
  private int seconds = 10;

  @Option(
      names = "--message-seconds",
      paramLabel = "SECONDS",
      description = "how long messages are published, each of four times (default: 6)")
  private int messageSeconds = 6;

  @Option(names = "--no-messages", description = "publish nothing: the cost of connections alone")
  private boolean silent;

  IdleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    ClientOptions.check("--idle-seconds", seconds, 1, 86_400);
    ClientOptions.check("--message-seconds", messageSeconds, 1, 3600);
    Aim aim = target.aim(terminal);
    ClientPlan plan = clients.plan(aim, new Back(Retry.OBEY, 0), 0);
    return IdleRun.run(
        new IdleRun.Plan(
            aim,
            target.pid(aim),
            plan,
            clients.processes(plan),
            clients.settle(),
            seconds,
            messageSeconds,
            body.size(),
            !silent && aim.form() != null),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
