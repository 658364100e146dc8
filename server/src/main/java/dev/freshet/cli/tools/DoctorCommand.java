package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.ConfigOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.doctor.Doctor;
import dev.freshet.tools.doctor.Level;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.capacity.Target;
import dev.freshet.tools.doctor.emit.Emission;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.doctor.machine.Servers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet doctor}: says how many connections this machine holds, and what to change. */
@Command(
    name = "doctor",
    header =
        "Say how many connections this machine holds, what stops it first, and what to change.",
    description = {
      "Looks at what holds for the server's process, not at what files ask for. Without a server it"
          + " judges what one would get that is started from here. It changes nothing.",
      "Settings are read as serve reads them: give the same --config and --set as the server got.",
      "--emit writes files for limits.d, systemd, sysctl.d, Docker and Kubernetes that allow --for."
    },
    exitCodeList =
        " 3:the machine does not hold --for, or a rule fails; with --strict also warnings",
    footer = {
      "  freshet doctor",
      "  freshet doctor --for 100k",
      "  freshet doctor --for 1m --json | jq .connections",
      "  freshet doctor --for 1m --emit ./settings",
      "  freshet doctor --pid 4711 --config /etc/freshet/freshet.yaml --strict"
    })
public final class DoctorCommand implements Callable<Integer> {
  /** The machine does not do. */
  static final int UNFIT = 3;

  private static final Target TARGET = new Target();

  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--for",
      paramLabel = "COUNT",
      description = "how many connections it should hold, such as 100k, 1m or 250,000")
  private @Nullable String target;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "the server's process (default: the one that is found)")
  private @Nullable Integer pid;

  @Option(names = "--all", description = "show also what is as it should be")
  private boolean all;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--strict", description = "warnings count as failures")
  private boolean strict;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "read proc, sys and etc there: a copy of another machine's (default: /)")
  private @Nullable Path folder;

  /** To a terminal. */
  public DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws ClientFault {
    OptionalLong wanted = wanted();
    ServerSettings settings = ServerSettings.of(config.load(terminal, Map.of()));
    Machine machine = machine();
    Report report = Doctor.examine(machine, settings, wanted);
    if (output.json()) {
      terminal.json(DoctorJson.of(report));
    } else {
      new DoctorTable(terminal).print(report, all);
    }
    Path emit = output.emit();
    if (emit != null) {
      output.write(new Emission(machine, settings, wanted.orElse(0)).files(), emit, terminal);
    }
    return report.fits() && !(strict && report.count(Level.WARN) > 0) ? 0 : UNFIT;
  }

  private OptionalLong wanted() {
    if (target == null) {
      if (output.emit() != null) {
        throw usage("--emit: " + output.emit() + " (expected: together with --for)");
      }
      return OptionalLong.empty();
    }
    Long count = TARGET.read(target);
    if (count == null) {
      throw usage("--for: " + target + " (expected: " + TARGET.expected() + ")");
    }
    return OptionalLong.of(count);
  }

  private RuntimeException usage(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }

  private Machine machine() throws ClientFault {
    Root root = folder == null ? Root.system() : new Root(folder);
    if (!root.has("proc")) {
      throw new ClientFault(
          "--root: %s (expected: a folder with proc in it; only Linux has one)"
              .formatted(root.folder()));
    }
    if (pid != null) {
      if (!root.has("proc/" + pid)) {
        throw new ClientFault("--pid: %d (expected: a process that runs)".formatted(pid));
      }
      return Machine.ofServer(root, pid.toString());
    }
    List<ServerProcess> servers = Servers.running(root);
    if (servers.size() > 1) {
      throw new ClientFault(
          "several servers run: %s; name one with --pid"
              .formatted(
                  servers.stream().map(DoctorCommand::name).collect(Collectors.joining(", "))));
    }
    return servers.isEmpty()
        ? Machine.ofCaller(root)
        : Machine.ofServer(root, servers.getFirst().name());
  }

  private static String name(ServerProcess server) {
    String ports =
        Machine.ofServer(server.root(), server.name()).listeners(-1).stream()
            .map(each -> Integer.toString(each.port()))
            .distinct()
            .collect(Collectors.joining(", "));
    return server.name() + (ports.isEmpty() ? "" : " (port " + ports + ")");
  }
}
