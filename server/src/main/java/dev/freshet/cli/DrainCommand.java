package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.client.OperatorClient;
import dev.freshet.cli.client.Pause;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.kind.Kind;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet drain}: empties a node. */
@Command(
    name = "drain",
    header = "Empty a node: send its connections to the others, as fast as these can take them.",
    description = {
      "Prints the plan, then has the node carry it out, and tells how many connections are left"
          + " until there are none. The node is not ready from the beginning, takes no connections"
          + " after drain.notice, and stays up without any until --undo or the next start.",
      "Refused when clients would be left without a node: no other is ready, the others have no"
          + " room, or it would take too long. Interrupting the command does not stop the node."
    },
    footer = {
      "  freshet drain --dry-run",
      "  freshet drain",
      "  freshet drain web-2 --within 5m --url https://push.example.com",
      "  freshet drain web-2 --undo",
      "  freshet drain --force"
    })
final class DrainCommand implements Callable<Integer> {
  private static final Kind.Span WITHIN = new Kind.Span(Duration.ofSeconds(1), Duration.ofDays(1));
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** How often a node may be looked at that does not begin, or cannot be asked. */
  private static final int PATIENCE = 30;

  private final Terminal terminal;
  private final Pause pause;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ServerOptions.Operator server = new ServerOptions.Operator();

  @Parameters(
      arity = "0..1",
      paramLabel = "NODE",
      description = "its name or id, as freshet nodes lists it (default: the one that answers)")
  private @Nullable String node;

  @Option(names = "--dry-run", description = "print the plan alone")
  private boolean dryRun;

  @Option(names = "--force", description = "do it though it is not safe")
  private boolean force;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description =
          "how long it may take; forced, it is done in that time (default: drain.longest)")
  private @Nullable String within;

  @Option(names = "--undo", description = "have the node take connections again")
  private boolean undo;

  DrainCommand(Terminal terminal, Pause pause) {
    this.terminal = terminal;
    this.pause = pause;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    Map<String, Object> wish = wish();
    var endpoint = server.endpoint(terminal);
    try (var _ = new Interruption();
        HttpClient http = ServerOptions.http()) {
      var client = new OperatorClient(http, endpoint);
      return undo ? resume(client) : drain(client, wish);
    }
  }

  private Map<String, Object> wish() {
    Map<String, Object> wish = new LinkedHashMap<>();
    if (within != null) {
      Duration time = WITHIN.read(within);
      if (time == null && spec != null) {
        throw new ParameterException(
            spec.commandLine(), "--within: " + within + " (expected: " + WITHIN.expected() + ")");
      }
      if (time != null) {
        wish.put("within", time.toSeconds());
      }
    }
    wish.put("force", force);
    return wish;
  }

  private int resume(OperatorClient client) throws ClientFault, InterruptedException {
    Map<String, Object> answer = client.post("resume", with(Map.of(), node));
    terminal.print(Json.textOrEmpty(answer, "name") + " takes connections again");
    return Cli.OK;
  }

  private int drain(OperatorClient client, Map<String, Object> wish)
      throws ClientFault, InterruptedException {
    Map<String, Object> dry = with(wish, node);
    dry.put("dry-run", true);
    Map<String, Object> plan = client.post("drain", dry);
    String name = Json.textOrEmpty(plan, "name");
    terminal.print(name + ": " + Json.textOrEmpty(plan, "plan"));
    terminal.out().flush();
    List<String> doubts = OperatorClient.texts(plan, "doubts");
    doubts.forEach(doubt -> terminal.say("not safe: " + doubt));
    if (!doubts.isEmpty() && !force) {
      terminal.say("refused; --force does it all the same");
      return Cli.FAILED;
    }
    if (dryRun) {
      return Cli.OK;
    }
    // Behind a load balancer another node may answer now.
    String id = Json.textOrEmpty(plan, "node");
    client.post("drain", with(wish, id));
    follow(client, id, name);
    return Cli.OK;
  }

  private static Map<String, Object> with(Map<String, Object> wish, @Nullable String node) {
    Map<String, Object> all = new LinkedHashMap<>(wish);
    if (node != null) {
      all.put("node", node);
    }
    return all;
  }

  private void follow(OperatorClient client, String id, String name)
      throws ClientFault, InterruptedException {
    boolean begun = false;
    int idle = 0;
    while (idle < PATIENCE) {
      pause.await(EVERY);
      idle++;
      Map<String, Object> now;
      try {
        now = find(client.nodes(), id);
      } catch (OperatorClient.Unreachable e) {
        terminal.say(String.valueOf(e.getMessage()));
        continue;
      }
      if (now == null) {
        throw new ClientFault(name + " is gone");
      }
      boolean draining = Json.textOrEmpty(now, "state").equals("draining");
      if (begun && !draining) {
        throw new ClientFault(name + " takes connections again; somebody else undid it");
      }
      if (draining) {
        begun = true;
        idle = 0;
        long left = Json.number(now, "connections");
        if (left == 0) {
          terminal.print(name + " is empty");
          return;
        }
        terminal.say(
            String.format(
                Locale.ROOT, "%s: %,d connection%s left", name, left, left == 1 ? "" : "s"));
      }
    }
    throw new ClientFault(name + (begun ? " cannot be asked any more" : " does not begin"));
  }

  private static @Nullable Map<String, Object> find(List<Map<String, Object>> nodes, String id) {
    return nodes.stream()
        .filter(node -> Json.textOrEmpty(node, "id").equals(id))
        .findFirst()
        .orElse(null);
  }
}
