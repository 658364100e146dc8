package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Pause;
import dev.freshet.cli.process.Terminal;
import dev.freshet.cli.tools.DoctorCommand;
import dev.freshet.cli.tools.DropCommand;
import dev.freshet.cli.tools.LoadCommand;
import dev.freshet.cli.tools.PlanCommand;
import dev.freshet.config.ConfigFaults;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command and runs it. picocli reads a command's options by reflection, so only the
 * command that was asked for is set up, unless help needs all of them.
 */
public final class Cli {
  /** Done. */
  public static final int OK = 0;

  /** It did not work; standard error says why. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** Ended by SIGINT, as shells count it. */
  static final int INTERRUPTED = 130;

  /** In the order that help lists them. */
  static final List<String> COMMANDS =
      List.of(
          "serve",
          "publish",
          "subscribe",
          "nodes",
          "drain",
          "rebalance",
          "doctor",
          "drop",
          "load",
          "plan",
          "token",
          "console",
          "config",
          "version",
          "completion",
          "train");

  private static final int WIDTH = 100;

  private final Terminal terminal;
  private final Work work;
  private final Pause pause;

  /**
   * A command line.
   *
   * @param work what commands cannot do by themselves
   * @param pause how clients wait
   */
  Cli(Terminal terminal, Work work, Pause pause) {
    this.terminal = terminal;
    this.work = work;
    this.pause = pause;
  }

  /**
   * What Main gives commands, which know nothing of the server.
   *
   * @param serve runs a server
   * @param train see {@link TrainCommand}; returns an exit code
   */
  public record Work(ServerStarter serve, Callable<Integer> train) {}

  /**
   * Runs a command to its end.
   *
   * @return the exit code
   */
  public static int run(Terminal terminal, Work work, String... args) {
    return new Cli(terminal, work, Pause.SLEEP).run(args);
  }

  int run(String... args) {
    String[] line = args;
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      line = new String[] {"version"};
    }
    try {
      ServeCommand serve = ServeLine.read(terminal, work.serve(), line);
      return serve == null
          ? commandLine(line.length == 0 ? null : line[0]).execute(line)
          : run(serve);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private int run(Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return tellFailure(e);
    }
  }

  /**
   * The model of the command line.
   *
   * @param wanted the only command to set up; all of them when it is not the name of one
   */
  CommandLine commandLine(@Nullable String wanted) {
    var root = new CommandLine(new Root());
    boolean one = wanted != null && COMMANDS.contains(wanted) && !wanted.equals("completion");
    for (String name : one ? List.of(wanted) : COMMANDS) {
      var command = new CommandLine(command(name));
      if (name.equals("plan")) {
        PlanCommand.dress(command.getCommandSpec());
      }
      parts(name).forEach(command::addSubcommand);
      root.addSubcommand(name, command);
    }
    if (!one) {
      root.addSubcommand("help", new CommandLine.HelpCommand());
    }
    dress(root.getCommandSpec());
    return root.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::tellUsage)
        .setExecutionExceptionHandler((fault, command, parsed) -> tellFailure(fault));
  }

  private Object command(String name) {
    return switch (name) {
      case "serve" -> new ServeCommand(terminal, work.serve());
      case "publish" -> new PublishCommand(terminal, pause);
      case "subscribe" -> new SubscribeCommand(terminal, pause);
      case "nodes" -> new NodesCommand(terminal, pause);
      case "drain" -> new DrainCommand(terminal, pause);
      case "rebalance" -> new RebalanceCommand(terminal);
      case "doctor" -> new DoctorCommand(terminal);
      case "drop" -> new DropCommand(terminal);
      case "load" -> new LoadCommand();
      case "plan" -> new PlanCommand(terminal);
      case "token" -> new TokenCommand();
      case "console" -> new ConsoleCommand();
      case "config" -> new ConfigCommand();
      case "version" -> new VersionCommand(terminal);
      case "completion" -> new CompletionCommand(terminal);
      case "train" -> new TrainCommand(work.train());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Map<String, Object> parts(String command) {
    return switch (command) {
      case "load" -> LoadCommand.parts(terminal);
      case "plan" -> PlanCommand.parts(terminal);
      case "token" -> TokenCommand.parts(terminal, InstantSource.system());
      case "console" -> ConsoleCommand.parts(terminal);
      case "config" -> ConfigCommand.parts(terminal);
      default -> Map.of();
    };
  }

  /** Gives every command its help option, the heading of its examples and the exit codes. */
  private static void dress(CommandSpec spec) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" " + OK, "done");
    codes.put(" " + FAILED, "it did not work; standard error says why");
    codes.put(" " + USAGE, "the command line or the configuration is wrong");
    codes.putAll(spec.usageMessage().exitCodeList());
    codes.put(INTERRUPTED + "", "ended by SIGINT");
    spec.usageMessage()
        .width(WIDTH)
        .sortOptions(false)
        .synopsisHeading("%nUsage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%nParameters:%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes)
        .footerHeading("%nExamples:%n");
    if (spec.optionsMap().get("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help").usageHelp(true).description("show this help").build());
    }
    spec.subcommands().values().forEach(each -> dress(each.getCommandSpec()));
  }

  private int tellUsage(ParameterException fault, String[] args) {
    String message = String.valueOf(fault.getMessage());
    if (fault instanceof UnmatchedArgumentException unmatched) {
      message = unmatched(unmatched);
    }
    message.lines().forEach(terminal::say);
    terminal.say("see " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  /** Names the unknown option alone: its value, or what follows, may be a mistyped secret. */
  private static String unmatched(UnmatchedArgumentException fault) {
    String unknown =
        fault.getUnmatched().stream()
            .filter(each -> each.startsWith("-"))
            .findFirst()
            .orElse(fault.getUnmatched().getFirst());
    String what = unknown.startsWith("-") ? "unknown option: " : "not understood: ";
    List<String> near = fault.getSuggestions();
    return what
        + unknown.replaceFirst("=.*", "")
        + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)");
  }

  private int tellFailure(Exception fault) {
    return switch (fault) {
      case ClientFault known -> {
        terminal.say(known.text());
        yield FAILED;
      }
      case InterruptedException _ -> INTERRUPTED;
      case ConfigFaults faults -> {
        faults.faults().forEach(each -> terminal.say(each.toString()));
        yield USAGE;
      }
      default -> {
        terminal.say("a fault of ours, please report it:");
        fault.printStackTrace(terminal.err());
        yield FAILED;
      }
    };
  }

  /** The program without a command. */
  @Command(
      name = "freshet",
      header = "Publish over HTTP, hear over WebSocket and Server-Sent Events.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "  freshet serve",
        "  freshet subscribe chat",
        "  freshet publish chat hello",
        "  freshet help publish"
      })
  static final class Root extends CommandGroup {}
}
