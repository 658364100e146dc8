package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.model.PasswordHash;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code freshet console}: what the console needs beside the server. */
@Command(
    name = "console",
    header = "Prepare the console of a server.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"  freshet console password"})
final class ConsoleCommand extends CommandGroup {

  /** Its subcommands, by name in the order of help. */
  static Map<String, Object> parts(Terminal terminal) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("password", new Password(terminal));
    return parts;
  }

  /** Hashes a password. */
  @Command(
      name = "password",
      header = "Read a password, and print what console.password-hash is set to.",
      description = {
        "The password is asked for without showing it, or read as the first line of standard"
            + " input. It must have 12 to 1,000 characters. What is printed cannot be turned back"
            + " into it; it belongs into the variable FRESHET_CONSOLE_PASSWORD_HASH or the"
            + " configuration file."
      },
      footer = {
        "  freshet console password",
        "  export FRESHET_CONSOLE_PASSWORD_HASH=$(freshet console password)"
      })
  static final class Password implements Callable<Integer> {
    private static final int MIN = 12;
    private static final int MAX = 1_000;

    private final Terminal terminal;

    Password(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFault, IOException {
      String password = read();
      if (password.length() < MIN || password.length() > MAX) {
        throw new ClientFault(
            "password: %d characters (expected: %d to %,d)".formatted(password.length(), MIN, MAX));
      }
      terminal.print(PasswordHash.of(password, new SecureRandom()).text());
      return Cli.OK;
    }

    private String read() throws IOException {
      Console console = terminal.in().equals(System.in) ? System.console() : null;
      if (console != null && console.isTerminal()) {
        char[] typed = console.readPassword("Password: ");
        return typed == null ? "" : new String(typed);
      }
      byte[] given = terminal.in().readNBytes(MAX * 4 + 2);
      return new String(given, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
  }
}
