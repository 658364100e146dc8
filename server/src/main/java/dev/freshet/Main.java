package dev.freshet;

import dev.freshet.cli.Cli;
import dev.freshet.cli.Terminal;
import dev.freshet.config.Config;
import java.util.function.Supplier;

/** Where the program begins: hands the command line what it cannot do by itself. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Cli.run(Terminal.system(), new Cli.Work(Main::serve, Main::train), args));
  }

  private static int serve(Config config, Supplier<Config> reload) {
    throw new IllegalStateException("server: absent (expected: in this build)");
  }

  private static int train() {
    return Cli.run(Terminal.system(), new Cli.Work(Main::serve, () -> Cli.OK), "config", "check");
  }
}
