package dev.freshet.cli;

import dev.freshet.cli.process.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code freshet train}: what the launcher runs once after a build, so that the JVM writes down
 * which classes and code a start needs.
 */
@Command(
    name = "train",
    hidden = true,
    header = "Do what a server does at its start, and end: for the JVM's AOT cache.",
    footer = "  freshet train")
final class TrainCommand implements Callable<Integer> {
  private static final String[][] REHEARSALS = {
    {"serve"}, {"version"}, {"help", "publish"}, {"publish", "--help"}, {"subscribe", "--help"}
  };

  private final Callable<Integer> training;

  TrainCommand(Callable<Integer> training) {
    this.training = training;
  }

  @Override
  public Integer call() throws Exception {
    rehearse();
    return training.call();
  }

  /** Runs the command line itself, to nowhere and with a server that ends at once. */
  private void rehearse() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, Map.of());
    var work = new Cli.Work((config, reload) -> Cli.OK, training);
    for (String[] line : REHEARSALS) {
      var _ = Cli.run(terminal, work, line);
    }
  }
}
