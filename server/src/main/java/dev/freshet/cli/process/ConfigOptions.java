package dev.freshet.cli.process;

import dev.freshet.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where settings come from. */
public final class ConfigOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "the configuration file (default: FRESHET_CONFIG; without one, development mode)")
  private @Nullable String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "give any setting a value, as --set limits.message-bytes=1MiB; the variable for a.b-c is"
              + " FRESHET_A_B_C")
  private Map<String, String> values = new LinkedHashMap<>();

  /** Options that picocli fills in. */
  public ConfigOptions() {}

  /** Options that were read without it. */
  public ConfigOptions(@Nullable String file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * Reads the configuration.
   *
   * @param more values that win over {@code --set}, by dotted key
   * @throws dev.freshet.config.ConfigFaults with everything that is wrong
   */
  public Config load(Terminal terminal, Map<String, String> more) {
    Map<String, String> flags = new LinkedHashMap<>(values);
    flags.putAll(more);
    return Config.load(file(terminal), terminal.env(), flags);
  }

  /** The file, if one is named. */
  public Optional<Path> file(Terminal terminal) {
    String name = file != null ? file : terminal.variable("FRESHET_CONFIG");
    try {
      return Optional.ofNullable(name).map(Path::of);
    } catch (InvalidPathException e) {
      String message = "--config: " + e.getReason() + " (expected: a file)";
      throw spec == null ? e : new ParameterException(spec.commandLine(), message);
    }
  }
}
