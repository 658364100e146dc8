package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.files.FileSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that print what they find, and write files that follow from it. */
final class OutputOptions {
  @Option(names = "--json", description = "print one JSON object on a line")
  private boolean json;

  @Option(
      names = "--emit",
      paramLabel = "DIR",
      description = "write files for it there, and say how each is checked")
  private @Nullable Path emit;

  @Option(names = "--force", description = "let --emit overwrite files, with new secrets in them")
  private boolean force;

  /** Whether to print JSON. */
  boolean json() {
    return json;
  }

  /** Where files are to be written; null where none are asked for. */
  @Nullable Path emit() {
    return emit;
  }

  /**
   * Writes the files below a folder, which is made if need be, and tells of each.
   *
   * @throws ClientFault when that cannot be; nothing is written when one is there and may not be
   */
  void write(FileSet set, Path to, Terminal terminal) throws ClientFault {
    try {
      if (Files.exists(to) && !Files.isDirectory(to)) {
        throw new ClientFault("--emit: %s (expected: a folder)".formatted(to));
      }
      List<Path> written = set.write(to, force);
      for (int i = 0; i < written.size(); i++) {
        String check = set.files().get(i).check();
        terminal.say("wrote " + written.get(i) + (check.isEmpty() ? "" : "; check: " + check));
      }
    } catch (FileAlreadyExistsException e) {
      throw new ClientFault(
          "--emit: %s is there already (expected: none, or --force)".formatted(e.getFile()));
    } catch (IOException e) {
      throw new ClientFault("--emit: %s (expected: a folder to write to)".formatted(e));
    }
  }
}
