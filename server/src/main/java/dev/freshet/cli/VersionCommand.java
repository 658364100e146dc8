package dev.freshet.cli;

import dev.freshet.cli.process.Build;
import dev.freshet.cli.process.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code freshet version}: says what runs. */
@Command(
    name = "version",
    header = "Print the version, the commit it was built from, and the Java it runs on.",
    footer = {"  freshet version", "  freshet version --format json"})
final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
  private Format format = Format.TEXT;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, Object> facts = facts();
    if (format == Format.JSON) {
      terminal.json(facts);
    } else {
      terminal.print(
          "freshet %s (commit %s), Java %s, %s"
              .formatted(
                  facts.get("version"), facts.get("commit"), facts.get("java"), facts.get("os")));
    }
    return Cli.OK;
  }

  private static Map<String, Object> facts() {
    Build build = Build.current();
    var facts = new LinkedHashMap<String, Object>();
    facts.put("version", build.version());
    facts.put("commit", build.commit());
    facts.put("java", System.getProperty("java.runtime.version", "unknown"));
    facts.put("vm", System.getProperty("java.vm.name", "unknown"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return facts;
  }
}
