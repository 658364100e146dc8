package dev.freshet.cli.tools;

import dev.freshet.cli.process.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code freshet load}: measures a server from outside. */
@Command(
    name = "load",
    header = "Measure a server: what a connection costs, fan-out, publishing, storms.",
    description = {
      "Works with Freshet's dialects and, by a small description, with other servers. Starts as many"
          + " client processes as it takes and reads the server's process where it can."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  freshet load idle --connections 15000",
      "  freshet load fanout --connections 10000 --rates 20,150",
      "  freshet load publish --rates 1000",
      "  freshet load mixed --for 60",
      "  freshet load storm --dialect sse --html storm.html"
    })
public final class LoadCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** Its subcommands, by name in the order of help. */
  public static Map<String, Object> parts(Terminal terminal) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("idle", new IdleCommand(terminal));
    parts.put("fanout", new FanoutCommand(terminal));
    parts.put("publish", new LoadPublishCommand(terminal));
    parts.put("mixed", new MixedCommand(terminal));
    parts.put("storm", new StormCommand(terminal));
    return parts;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
    return 0;
  }
}
