package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.exercise.Exercise;
import dev.freshet.tools.plan.report.Writers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet plan exercise}: the exercise with a worked answer. */
@Command(
    name = "exercise",
    header =
        "Work out the exercise: three services, estimates, rows of the matrix, for and against.",
    description = {
      "For chat, stocks and notifications: from published users to connections, what these ask of"
          + " servers, the row of the decision matrix with what speaks for it and against it, an answer,"
          + " and what would come of other assumptions. Every figure is reckoned as freshet plan does."
    },
    footer = {
      "  freshet plan exercise",
      "  freshet plan exercise --set chat.session-minutes=5 --set stocks.peak-factor=10",
      "  freshet plan exercise --set team=3 --set people=25000 --markdown",
      "  freshet plan exercise --set chat.regions=10 --json | jq '.services[] | {service, answer}'"
    })
final class ExerciseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "[SERVICE.]INPUT=VALUE",
      description =
          "assume something else: an option of freshet plan without its dashes, for all three or for one"
              + " of chat, stocks and notifications; true for those without a value")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Mixin private final PlanSources sources = new PlanSources();

  @Option(names = "--json", description = "print one JSON object on a line")
  private boolean json;

  @Option(names = "--markdown", description = "print Markdown")
  private boolean markdown;

  ExerciseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws ClientFault {
    if (json && markdown) {
      throw usage("--markdown: given (expected: either this or --json)");
    }
    try {
      Exercise exercise = Exercise.of(changes, sources.prices(), sources.cost());
      if (json) {
        terminal.json(exercise.json());
      } else {
        List<String> lines =
            markdown ? Writers.markdown(exercise.document()) : Writers.text(exercise.document());
        lines.forEach(terminal::print);
      }
    } catch (InputFaults e) {
      throw usage(String.join("\n", e.faults()));
    }
    return 0;
  }

  private RuntimeException usage(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
