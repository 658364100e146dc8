package dev.freshet.cli;

import dev.freshet.cli.process.ConfigOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import dev.freshet.config.ConfigFaults;
import dev.freshet.config.ConfigPrint;
import dev.freshet.config.ConfigReference;
import dev.freshet.config.Fault;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet config}: checks, shows and explains settings, without a server. */
@Command(
    name = "config",
    header = "Check, show or explain the configuration.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  freshet config check --config freshet.yaml",
      "  freshet config print --config freshet.yaml",
      "  freshet config reference",
      "  freshet config reference --format yaml > freshet.yaml"
    })
final class ConfigCommand extends CommandGroup {

  /** Its subcommands, by name in the order of help. */
  static Map<String, Object> parts(Terminal terminal) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("check", new Check(terminal));
    parts.put("print", new Print(terminal));
    parts.put("reference", new Reference(terminal));
    return parts;
  }

  /** Tells all faults at once. */
  @Command(
      name = "check",
      header = "Read the configuration as the server would, and tell every fault.",
      footer = {
        "  freshet config check --config freshet.yaml",
        "  freshet config check --config freshet.yaml --format json",
        "  freshet config check --set server.port=9000"
      })
  static final class Check implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
    private Format format = Format.TEXT;

    Check(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (format == Format.TEXT) {
        tell(options.load(terminal, Map.of()));
        return Cli.OK;
      }
      List<Fault> faults = List.of();
      try {
        options.load(terminal, Map.of());
      } catch (ConfigFaults e) {
        faults = e.faults();
      }
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("ok", faults.isEmpty());
      report.put("faults", faults.stream().map(Check::map).toList());
      terminal.json(report);
      return faults.isEmpty() ? Cli.OK : Cli.USAGE;
    }

    private void tell(Config config) {
      String what =
          options
              .file(terminal)
              .map(file -> "the configuration in " + file)
              .orElse("development mode, which needs no file,");
      int apps = config.apps().size();
      terminal.print("%s is good: %d app%s".formatted(what, apps, apps == 1 ? "" : "s"));
    }

    private static Map<String, Object> map(Fault fault) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("at", fault.at());
      map.put("name", fault.name());
      map.put("value", fault.value());
      map.put("expected", fault.expected());
      return map;
    }
  }

  /** Shows what holds. */
  @Command(
      name = "print",
      header = "Show every setting, where its value comes from, and the apps; secrets as ***.",
      footer = {
        "  freshet config print --config freshet.yaml",
        "  freshet config print --format json",
        "  freshet config print | grep -v '(default)'"
      })
  static final class Print implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
    private Format format = Format.TEXT;

    Print(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Config config = options.load(terminal, Map.of());
      if (format == Format.TEXT) {
        terminal.out().print(ConfigPrint.text(config));
        return Cli.OK;
      }
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("development", config.development());
      map.put("settings", ConfigPrint.settings(config));
      map.put("apps", ConfigPrint.apps(config));
      terminal.json(map);
      return Cli.OK;
    }
  }

  /** Explains what can be set. */
  @Command(
      name = "reference",
      header = "Explain every setting.",
      description =
          "The yaml format is a complete file to start from, with one app and a new random secret.",
      footer = {
        "  freshet config reference",
        "  freshet config reference --format yaml > freshet.yaml",
        "  freshet config reference --format json"
      })
  static final class Reference implements Callable<Integer> {
    private static final int SECRET_BYTES = 32;

    private final Terminal terminal;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "text, json, yaml or markdown (default: text)")
    private Kind format = Kind.TEXT;

    /** The forms of the reference. */
    enum Kind {
      TEXT,
      JSON,
      YAML,
      MARKDOWN;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    Reference(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      switch (format) {
        case TEXT -> terminal.out().print(ConfigReference.text());
        case MARKDOWN -> terminal.out().print(ConfigReference.markdown());
        case YAML -> terminal.out().print(ConfigReference.example(newSecret()));
        case JSON -> terminal.json(ConfigReference.rows());
      }
      return Cli.OK;
    }

    private static String newSecret() {
      var bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }
}
