package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks {@code ss} (iproute2) for the one thing about listening sockets that no file has: how many
 * connections each holds until they are accepted, as it was when it began to listen.
 */
final class SocketStatistics {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final long PATIENCE_SECONDS = 2;
  private static final int SEND_QUEUE = 2;
  private static final int ADDRESS = 3;

  private SocketStatistics() {}

  /** The smallest backlog of the listeners on these ports; empty without {@code ss}. */
  static OptionalLong backlog(Set<Integer> ports) {
    try {
      Process ss =
          new ProcessBuilder("ss", "-ltnH").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (InputStream out = ss.getInputStream()) {
        ss.getOutputStream().close();
        Thread watch =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    if (!ss.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                      ss.destroyForcibly();
                    }
                  } catch (InterruptedException _) {
                    ss.destroyForcibly();
                  }
                });
        String text = new String(out.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        watch.interrupt();
        return backlog(text.lines().toList(), ports);
      }
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /** From what it printed: state, Recv-Q, Send-Q, address and port. */
  static OptionalLong backlog(List<String> lines, Set<Integer> ports) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(columns -> columns.length > ADDRESS && columns[0].equals("LISTEN"))
        .filter(columns -> ports.contains(port(columns[ADDRESS])))
        .map(columns -> Numbers.read(columns[SEND_QUEUE]))
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  private static int port(String address) {
    OptionalLong port = Numbers.read(address.substring(address.lastIndexOf(':') + 1));
    return port.isPresent() ? (int) Math.min(port.getAsLong(), Integer.MAX_VALUE) : -1;
  }
}
