package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.files.FileSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what {@code --emit} asks for, and tells of each file.
 *
 * @param terminal where it tells
 */
record Emitting(Terminal terminal) {

  /**
   * Writes the files below a folder, which is made if need be.
   *
   * @param force whether files that are there may be overwritten
   * @throws ClientFault when that cannot be; nothing is written when one is there and may not be
   */
  void write(FileSet set, Path to, boolean force) throws ClientFault {
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
