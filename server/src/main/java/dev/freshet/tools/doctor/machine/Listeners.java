package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Listening TCP sockets, from {@code /proc/net/tcp} and {@code tcp6}. These list the listening ones
 * first, so reading ends before the connections begin, however many there are.
 */
public final class Listeners {
  private static final int ROWS_MAX = 10_000;

  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final int INODE = 9;

  /** TCP_LISTEN of the kernel's tcp_states.h. */
  private static final String LISTEN = "0A";

  /**
   * One listening socket.
   *
   * @param waiting how many connections wait to be accepted
   */
  public record Listener(int port, long waiting, String inode) {}

  private Listeners() {}

  /** Those that a process has open; without its descriptors, those on this port. */
  static List<Listener> of(ServerProcess process, int port) {
    Set<String> own = process.sockets();
    List<Listener> all = new ArrayList<>();
    for (String file : List.of("tcp", "tcp6")) {
      read(process.root(), process.net(file), all);
    }
    List<Listener> owned = all.stream().filter(each -> own.contains(each.inode())).toList();
    return owned.isEmpty() ? all.stream().filter(each -> each.port() == port).toList() : owned;
  }

  private static void read(Root root, String path, List<Listener> to) {
    try (BufferedReader reader =
        Files.newBufferedReader(root.at(path), StandardCharsets.ISO_8859_1)) {
      var _ = reader.readLine();
      for (int i = 0; i < ROWS_MAX; i++) {
        String line = reader.readLine();
        String[] columns = line == null ? new String[0] : line.strip().split("\\s+", -1);
        if (columns.length <= INODE || !columns[STATE].equals(LISTEN)) {
          return;
        }
        row(columns).ifPresent(to::add);
      }
    } catch (IOException _) {
      // A machine without IPv6 has no tcp6.
    }
  }

  private static Optional<Listener> row(String[] columns) {
    OptionalLong port =
        Numbers.hex(columns[ADDRESS].substring(columns[ADDRESS].lastIndexOf(':') + 1));
    // tx_queue:rx_queue; of a listening socket rx_queue is sk_ack_backlog.
    OptionalLong waiting =
        Numbers.hex(columns[QUEUES].substring(columns[QUEUES].lastIndexOf(':') + 1));
    return port.isPresent() && waiting.isPresent()
        ? Optional.of(new Listener((int) port.getAsLong(), waiting.getAsLong(), columns[INODE]))
        : Optional.empty();
  }
}
