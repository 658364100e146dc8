package dev.freshet;

import dev.freshet.cli.Cli;
import dev.freshet.cli.Terminal;

/** Where the program begins: hands the command line what it cannot do by itself. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Cli.run(Terminal.system(), new Cli.Work(Main::train), args));
  }

  private static int train() {
    Terminal terminal = Terminal.system();
    return Cli.run(terminal, new Cli.Work(() -> Cli.OK), "version");
  }
}
