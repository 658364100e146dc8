package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.client.OperatorClient;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet rebalance}: evens nodes out. */
@Command(
    name = "rebalance",
    header = "Have nodes with more connections than their share send the rest to the others.",
    description = {
      "Prints the plan, then has the nodes carry it out; they stay ready. Where the clients go is"
          + " the load balancer's choice, which must be the node with the fewest connections"
          + " (leastconn).",
      "Refused when the emptier nodes can take none, or it would take longer than drain.longest."
    },
    footer = {
      "  freshet rebalance --dry-run",
      "  freshet rebalance",
      "  freshet rebalance --url https://push.example.com --admin-secret SECRET"
    })
final class RebalanceCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ServerOptions.Operator server = new ServerOptions.Operator();

  @Option(names = "--dry-run", description = "print the plan alone")
  private boolean dryRun;

  @Option(names = "--force", description = "do it though it is not safe")
  private boolean force;

  RebalanceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    var endpoint = server.endpoint(terminal);
    try (var _ = new Interruption();
        HttpClient http = ServerOptions.http()) {
      var client = new OperatorClient(http, endpoint);
      Map<String, Object> plan = client.post("rebalance", Map.of("dry-run", true, "force", force));
      List<String> doubts = OperatorClient.texts(plan, "doubts");
      boolean even = print(plan, doubts);
      if (!doubts.isEmpty() && !force) {
        terminal.say("refused; --force does it all the same");
        return Cli.FAILED;
      }
      if (!dryRun && !even) {
        client.post("rebalance", Map.of("force", force));
      }
      return Cli.OK;
    }
  }

  /** Whether there is nothing to do. */
  private boolean print(Map<String, Object> plan, List<String> doubts) {
    List<Map<String, Object>> moves = OperatorClient.objects(plan, "moves");
    if (moves.isEmpty() && doubts.isEmpty()) {
      terminal.print("every node has its share");
    } else if (!moves.isEmpty()) {
      terminal.print(Json.textOrEmpty(plan, "plan"));
    }
    for (Map<String, Object> move : moves) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%s: %,d away, %,d per second",
              Json.textOrEmpty(move, "name"),
              Json.number(move, "connections"),
              Json.number(move, "per-second")));
    }
    doubts.forEach(doubt -> terminal.say("not safe: " + doubt));
    terminal.out().flush();
    return moves.isEmpty();
  }
}
