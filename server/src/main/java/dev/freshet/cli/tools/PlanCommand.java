package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.plan.Input;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.Planner;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.demand.Figure;
import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.emit.PlanFiles;
import dev.freshet.tools.plan.money.Crossovers;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.report.Document;
import dev.freshet.tools.plan.report.PlanDocument;
import dev.freshet.tools.plan.report.PlanJson;
import dev.freshet.tools.plan.report.PlanPage;
import dev.freshet.tools.plan.report.Writers;
import dev.freshet.tools.plan.size.ConnectionCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet plan}: what a number of connections takes, and what it costs. */
@Command(
    name = "plan",
    header = "Plan nodes, Redis, limits and money for a number of connections.",
    description = {
      "Reckons from --peak, or from people with --daily-users, or from a known service with"
          + " --service; values that are given go before those of the service. Prices are a file:"
          + " --prices prints it, --price-file takes your copy. What a connection costs comes from"
          + " results of freshet load with --measured, else from recorded ones.",
      "--emit writes what it takes to set up a region: settings, unit, limits, HAProxy, Redis,"
          + " containers."
    },
    footer = {
      "  freshet plan --peak 50k",
      "  freshet plan --peak 2m --messages 10 --tls --html plan.html",
      "  freshet plan --daily-users 3m --session-minutes 8 --sessions 5",
      "  freshet plan --service chat --regions 10 --markdown",
      "  freshet plan --peak 50k --team 3 --deadline 6",
      "  freshet plan --peak 50k --emit ./settings",
      "  freshet plan exercise",
      "  freshet load idle --connections 10000 --json > idle.json; freshet plan --peak 50k --measured"
          + " idle.json",
      "  freshet plan --prices > prices.yaml; freshet plan --peak 50k --price-file prices.yaml --json"
    })
public final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--prices", description = "print the price list, to be edited, and nothing else")
  private boolean printPrices;

  @Mixin private final PlanSources sources = new PlanSources();

  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--markdown", description = "print Markdown")
  private boolean markdown;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write a page with plots as well, which needs nothing else")
  private @Nullable Path html;

  /** To a terminal. */
  public PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Its subcommand, by name. */
  public static Map<String, Object> parts(Terminal terminal) {
    return Map.of("exercise", new ExerciseCommand(terminal));
  }

  /** Adds an option for each {@link Input}, before the others. */
  public static void dress(CommandSpec spec) {
    for (Input input : Input.values()) {
      var option = OptionSpec.builder("--" + input.key()).description(description(input));
      spec.addOption(
          input.isFlag()
              ? option.type(boolean.class).arity("0").build()
              : option.type(String.class).arity("1").paramLabel(input.label()).build());
    }
  }

  private static String description(Input input) {
    String text = input.what();
    return input.standard().isEmpty() || input == Input.AVERAGE
        ? text
        : text + " (default: " + input.standard() + ")";
  }

  @Override
  public Integer call() throws ClientFault {
    if (printPrices) {
      terminal.out().print(PriceList.text());
      return 0;
    }
    if (output.json() && markdown) {
      throw usage("--markdown: given (expected: either this or --json)");
    }
    PriceList prices = sources.prices();
    ConnectionCost cost = sources.cost();
    try {
      Request request = Request.read(inputs(), prices);
      Planner planner = request.planner(prices, cost);
      Plan plan = planner.plan(request.demand(), request.circumstances(), request.estimate());
      print(request, plan);
      if (html != null) {
        write(planner, plan, html);
      }
      Path emit = output.emit();
      if (emit != null) {
        output.write(PlanFiles.of(plan, prices, new SecureRandom()), emit, terminal);
      }
    } catch (InputFaults e) {
      throw usage(String.join("\n", e.faults()));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  private Map<String, String> inputs() {
    var inputs = new LinkedHashMap<String, String>();
    if (spec != null) {
      for (Input input : Input.values()) {
        OptionSpec option = spec.findOption("--" + input.key());
        Object value = option == null ? null : option.getValue();
        if (value != null && !value.equals(false)) {
          inputs.put(input.key(), value.toString());
        }
      }
    }
    return inputs;
  }

  private void print(Request request, Plan plan) {
    if (output.json()) {
      terminal.json(PlanJson.of(plan));
      return;
    }
    Document document = PlanDocument.of(plan);
    request.service().ifPresent(service -> from(service, document));
    List<String> lines = markdown ? Writers.markdown(document) : Writers.text(document);
    lines.forEach(line -> terminal.out().print(line + "\n"));
  }

  private static void from(Service service, Document document) {
    var items = new ArrayList<String>();
    for (Figure figure : service.figures()) {
      items.add("%s (%s, %s)".formatted(figure.what(), figure.source(), figure.date()));
    }
    var _ =
        document
            .heading("Where the figures of " + service.key() + " are from")
            .paragraph(
                "Modelled on %s. Messages, payload, channels, history and the peak factor are assumed."
                    .formatted(service.what()))
            .bullets(items);
  }

  private void write(Planner planner, Plan plan, Path to) throws ClientFault {
    try {
      String page =
          PlanPage.of(
              plan,
              planner.curve(plan.demand(), Crossovers.FROM, Crossovers.TO),
              planner.curveOverMessages(plan.demand()));
      Files.writeString(to, page);
      terminal.say("wrote " + to);
    } catch (IOException e) {
      throw new ClientFault("--html: %s (expected: a file that can be written)".formatted(to));
    }
  }

  private RuntimeException usage(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
