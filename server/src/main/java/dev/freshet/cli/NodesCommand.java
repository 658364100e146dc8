package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.client.OperatorClient;
import dev.freshet.cli.client.Pause;
import dev.freshet.cli.client.Text;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.ServerOptions;
import dev.freshet.cli.process.Terminal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet nodes}: lists the nodes of a cluster. */
@Command(
    name = "nodes",
    header = "List the nodes, and what each of them is doing.",
    description = {
      "ACCEPTS is how many connections a second a node can take now from others that are emptied;"
          + " LEAVES how many a second it sends away itself."
    },
    footer = {
      "  freshet nodes",
      "  freshet nodes --watch",
      "  freshet nodes --json",
      "  freshet nodes --url https://push.example.com --admin-secret SECRET"
    })
final class NodesCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final List<String> HEAD =
      List.of("NAME", "STATE", "CONNECTIONS", "MAX", "ACCEPTS", "LEAVES", "LAG", "VERSION", "ID");

  /** Those of the columns that hold numbers, and stand to the right. */
  private static final int FIRST_NUMBER = 2;

  private static final int LAST_NUMBER = 6;

  private final Terminal terminal;
  private final Pause pause;

  @Mixin private final ServerOptions.Operator server = new ServerOptions.Operator();

  @Option(names = "--json", description = "print one JSON object on a line instead of a table")
  private boolean json;

  @Option(names = "--watch", description = "go on, once a second, until interrupted")
  private boolean watch;

  NodesCommand(Terminal terminal, Pause pause) {
    this.terminal = terminal;
    this.pause = pause;
  }

  @Override
  public Integer call() throws ClientFault, InterruptedException {
    var endpoint = server.endpoint(terminal);
    try (var _ = new Interruption();
        HttpClient http = ServerOptions.http()) {
      var client = new OperatorClient(http, endpoint);
      if (!watch) {
        print(once(client));
        return Cli.OK;
      }
      for (boolean first = true; ; first = false) {
        if (!first) {
          pause.await(EVERY);
          if (!json) {
            terminal.print("");
          }
        }
        look(client);
        terminal.out().flush();
      }
    }
  }

  private static List<Map<String, Object>> once(OperatorClient client)
      throws ClientFault, InterruptedException {
    try {
      return client.nodes();
    } catch (OperatorClient.Unreachable e) {
      throw new ClientFault(String.valueOf(e.getMessage()));
    }
  }

  private void look(OperatorClient client) throws ClientFault, InterruptedException {
    try {
      print(client.nodes());
    } catch (OperatorClient.Unreachable e) {
      terminal.say(String.valueOf(e.getMessage()));
    }
  }

  private void print(List<Map<String, Object>> nodes) {
    if (json) {
      terminal.json(Map.of("nodes", nodes));
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    nodes.forEach(node -> rows.add(row(node)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    rows.forEach(row -> terminal.print(line(row, widths)));
  }

  private static List<String> row(Map<String, Object> node) {
    return List.of(
        Text.printable(Json.textOrEmpty(node, "name")),
        Json.textOrEmpty(node, "state"),
        number(node, "connections"),
        number(node, "connections-max"),
        number(node, "accept-rate"),
        number(node, "leave-rate"),
        number(node, "lag-millis") + " ms",
        Text.printable(Json.textOrEmpty(node, "version")),
        Text.printable(Json.textOrEmpty(node, "id")));
  }

  private static String number(Map<String, Object> node, String name) {
    return String.format(Locale.ROOT, "%,d", Json.number(node, name));
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      boolean number = i >= FIRST_NUMBER && i <= LAST_NUMBER;
      line.append(number ? gap + row.get(i) : row.get(i) + gap).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
