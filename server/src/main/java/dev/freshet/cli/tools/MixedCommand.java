package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.process.Launch;
import dev.freshet.tools.load.run.MixedRun;
import dev.freshet.tools.load.run.Telling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet load mixed}: everything at once, for long. */
@Command(
    name = "mixed",
    header = "Subscribers of several dialects that come and go, and publications to them.",
    description = {
      "Memory, open files and threads of the server are looked at all the time: what grows with the"
          + " hours is a leak. With --heap a JVM's garbage is collected and its heap counted at the"
          + " beginning and the end."
    },
    footer = {
      "  freshet load mixed --connections 6000 --churn 50 --rate 200 --for 60",
      "  freshet load mixed --dialects raw,json,sse,pusher --for 3600 --seconds 4000 --heap --json"
    })
final class MixedCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final ClientOptions clients = new ClientOptions();

  @Mixin private final PublishingOptions publishing = new PublishingOptions(30, 86_400);

  @Mixin private final ReportOptions report = new ReportOptions();

  @Option(
      names = "--dialects",
      split = ",",
      paramLabel = "NAME",
      description = "equal shares of the connections (default: raw,json,sse,pusher)")
  private List<String> dialects = List.of("raw", "json", "sse", "pusher");

  @Option(
      names = "--churn",
      paramLabel = "RATE",
      description = "connections a second that leave and come back (default: 10)")
  private double churn = 10;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description = "publications a second over all channels (default: 100)")
  private int rate = 100;

  @Option(names = "--heap", description = "collect and count a JVM's heap before and after")
  private boolean heap;

  MixedCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ClientFault {
    return report.run(terminal, this::run);
  }

  private Map<String, Object> run(Telling telling) throws IOException, InterruptedException {
    ClientOptions.check("--rate", rate, 1, 100_000);
    if (!(churn >= 0 && churn <= 100_000)) {
      throw new IllegalArgumentException("--churn: " + churn + " (expected: 0 to 100000)");
    }
    if (dialects.stream().anyMatch(each -> each.startsWith("pusher-"))) {
      throw new IllegalArgumentException(
          "--dialects: "
              + dialects
              + " (expected: dialects that hear the same names: raw, json,"
              + " sse, pusher)");
    }
    Aim aim = target.aim(terminal);
    var kinds = new ArrayList<MixedRun.Kind>();
    int channels = clients.channels();
    for (int i = 0; i < dialects.size(); i++) {
      Aim each = target.aimOf(dialects.get(i), terminal);
      int count = clients.share(i, dialects.size());
      kinds.add(
          new MixedRun.Kind(
              dialects.get(i), clients.plan(each, new Back(Retry.OBEY, 0), 0, count, channels)));
    }
    return MixedRun.run(
        new MixedRun.Plan(
            aim,
            target.pid(aim),
            kinds,
            clients.settle(),
            channels,
            churn,
            rate,
            publishing.publishers(),
            publishing.seconds(),
            publishing.size(),
            heap),
        Launch.own(LoadProcess.class.getName()),
        telling);
  }
}
