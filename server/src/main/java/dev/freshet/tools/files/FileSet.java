package dev.freshet.tools.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that belong together and are written together.
 *
 * @param files in the order they are written
 */
public record FileSet(List<TextFile> files) {
  /** Takes a copy. */
  public FileSet {
    files = List.copyOf(files);
  }

  /**
   * Writes them all.
   *
   * @param force whether files that are there may be overwritten
   * @return their paths, in the order of {@link #files}
   * @throws FileAlreadyExistsException when one is there and may not be; none is written then
   */
  public List<Path> write(Path folder, boolean force) throws IOException {
    for (TextFile each : files) {
      Path file = folder.resolve(each.name());
      if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    var written = new ArrayList<Path>();
    for (TextFile each : files) {
      Path file = folder.resolve(each.name());
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (each.secret()) {
        makeSecret(file);
      }
      Files.writeString(file, each.text());
      written.add(file);
    }
    return written;
  }

  /** Begins it anew, so that nobody else can read it before it has its text, or has it open. */
  private static void makeSecret(Path file) throws IOException {
    Files.deleteIfExists(file);
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    var _ = Files.createFile(file, owner);
  }
}
