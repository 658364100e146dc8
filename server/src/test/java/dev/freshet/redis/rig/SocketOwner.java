package dev.freshet.redis.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose sockets they are, as Linux says. */
final class SocketOwner {
  private static final int LOCAL_ADDRESS = 1;
  private static final int INODE = 9;

  private SocketOwner() {}

  /** Whether a process has the socket with this local port. */
  static boolean owns(long pid, int port) {
    try {
      Optional<String> inode = inode(port);
      return inode.isPresent() && owns(pid, "socket:[" + inode.get() + "]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> inode(int port) throws IOException {
    String end = ":%04X".formatted(port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(end)) {
          return Optional.of(fields[INODE]);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean owns(long pid, String socket) throws IOException {
    Path files = Path.of("/proc/" + pid + "/fd");
    if (!Files.isDirectory(files)) {
      return false;
    }
    try (Stream<Path> descriptors = Files.list(files)) {
      return descriptors.anyMatch(file -> socket.equals(target(file)));
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // It was closed meanwhile.
    }
  }
}
