package dev.freshet;

import dev.freshet.cli.Cli;
import dev.freshet.cli.process.Terminal;

/** Where the program begins: hands the command line what it cannot do by itself. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    var serve = new Serve(terminal.out(), terminal.err());
    System.exit(Cli.run(terminal, new Cli.Work(serve::run, Training::run), args));
  }
}
