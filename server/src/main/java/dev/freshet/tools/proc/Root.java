package dev.freshet.tools.proc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A folder that has what {@code /} has: the machine's own, or a copy of another's proc and sys.
 * Paths are relative to it. Every read is bounded. May be used from any thread; blocks on files.
 *
 * @param folder the folder
 */
public record Root(Path folder) {
  /** More than any file has that is read whole. */
  private static final int MAX_BYTES = 256 * 1024;

  /** Rows of 100,000 sockets. */
  private static final int MAX_TABLE_BYTES = 16 * 1024 * 1024;

  private static final Path SYSTEM = Path.of("/");
  private static final Path NOWHERE = Path.of("/dev/null");

  /** This machine's. */
  public static Root system() {
    return new Root(SYSTEM);
  }

  /** One that has nothing: below a file there are no files. */
  public static Root nowhere() {
    return new Root(NOWHERE);
  }

  /** Whether it is this machine's: then commands may be asked, too. */
  public boolean isSystem() {
    return folder.equals(SYSTEM);
  }

  /** Whether a file or folder is there. */
  public boolean has(String path) {
    return Files.exists(at(path));
  }

  /** The beginning of a file, without blanks around it; empty when it cannot be read. */
  public Optional<String> text(String path) {
    return text(path, MAX_BYTES);
  }

  private Optional<String> text(String path, int most) {
    try (InputStream in = Files.newInputStream(at(path))) {
      return Optional.of(new String(in.readNBytes(most), StandardCharsets.ISO_8859_1).strip());
    } catch (IOException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** The lines of {@link #text}; none when it cannot be read. */
  public List<String> lines(String path) {
    return text(path).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** The lines of a file that has one for each socket or kernel object; none as above. */
  public List<String> rows(String path) {
    return text(path, MAX_TABLE_BYTES).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** The first number of a file, see {@link Numbers#read}. */
  public OptionalLong number(String path) {
    List<Long> all = numbers(path);
    return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.getFirst());
  }

  /** The numbers of a file's first line; none when there is something else in it. */
  public List<Long> numbers(String path) {
    return text(path).flatMap(text -> text.lines().findFirst()).map(Numbers::all).orElse(List.of());
  }

  /** The first names in a folder, in its order. */
  public List<String> names(String path, int max) {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(path))) {
      for (Path entry : entries) {
        if (names.size() == max) {
          break;
        }
        names.add(entry.getFileName().toString());
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException _) {
      return List.of();
    }
    return names;
  }

  /** How many entries a folder has. */
  public OptionalLong count(String path) {
    try {
      // Since Linux 6.2 the size of /proc/PID/fd is the number of descriptors, see proc_pid_fd(5).
      long size = isSystem() && path.startsWith("proc/") ? Files.size(at(path)) : 0;
      if (size > 0) {
        return OptionalLong.of(size);
      }
      try (var entries = Files.list(at(path))) {
        return OptionalLong.of(entries.count());
      }
    } catch (IOException | UncheckedIOException | InvalidPathException _) {
      return OptionalLong.empty();
    }
  }

  /** What a symbolic link says. */
  public Optional<String> link(String path) {
    try {
      return Optional.of(Files.readSymbolicLink(at(path)).toString());
    } catch (IOException | UnsupportedOperationException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** Where that is. */
  public Path at(String path) {
    return folder.resolve(path);
  }
}
