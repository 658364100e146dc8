package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.process.Build;
import dev.freshet.cli.process.Interruption;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.load.report.HtmlReport;
import dev.freshet.tools.load.report.TextReport;
import dev.freshet.tools.load.run.Telling;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say where a report goes; runs what makes it. */
final class ReportOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "print the report as one JSON object")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "write the JSON to a file as well")
  private @Nullable Path out;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write a page with plots, which needs nothing else")
  private @Nullable Path html;

  /** What measures. */
  interface Measuring {
    Map<String, Object> run(Telling telling) throws IOException, InterruptedException, ClientFault;
  }

  /** Measures and reports; 0 when that went well. */
  int run(Terminal terminal, Measuring measuring) throws InterruptedException, ClientFault {
    var progress = new Progress(terminal.err(), isTerminal());
    try (var _ = new Interruption()) {
      Map<String, Object> report = withBuild(measuring.run(progress));
      progress.end();
      write(terminal.out(), report);
      return 0;
    } catch (IllegalArgumentException e) {
      throw spec == null ? e : new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      progress.end();
      throw new ClientFault(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private static Map<String, Object> withBuild(Map<String, Object> report) {
    var all = new LinkedHashMap<>(report);
    all.put("version", Build.current().version());
    all.put("commit", Build.current().commit());
    return all;
  }

  private void write(PrintStream to, Map<String, Object> report) throws IOException {
    String text = Json.write(report);
    if (json) {
      to.print(text + "\n");
    } else {
      TextReport.lines(report).forEach(line -> to.print(line + "\n"));
    }
    if (out != null) {
      Files.writeString(out, text + "\n");
    }
    if (html != null) {
      Files.writeString(html, HtmlReport.page(report));
    }
  }
}
