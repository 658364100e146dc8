package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the kernel counted on its way from the network card to the socket. */
public final class Network {
  private static final int CARDS_MAX = 256;
  private static final int QUEUES_MAX = 4_096;

  /**
   * Sums over all processors since the start of the machine, from {@code /proc/net/softnet_stat}.
   *
   * @param dropped packets for which there was no room in the queue of a processor
   * @param squeezed times a processor stopped with packets left to process
   */
  public record Softnet(long processed, long dropped, long squeezed) {}

  /**
   * A network card.
   *
   * @param receiveQueues how many processors its interrupts can go to
   * @param spread whether the kernel spreads what one queue gets over processors (RPS)
   */
  public record Card(String name, int receiveQueues, boolean spread) {}

  private final ServerProcess process;

  Network(ServerProcess process) {
    this.process = process;
  }

  /** The counters {@code TcpExt} of netstat. */
  public Fields counters() {
    List<String> lines =
        process.root().lines(process.net("netstat")).stream()
            .filter(line -> line.startsWith("TcpExt:"))
            .toList();
    return Fields.ofPairs(lines);
  }

  /** The line {@code TCP} of sockstat: inuse, orphan, tw, alloc, and mem in pages. */
  public Fields sockets() {
    return process.root().lines(process.net("sockstat")).stream()
        .filter(line -> line.startsWith("TCP:"))
        .findFirst()
        .map(Fields::ofLine)
        .orElse(Fields.of(List.of()));
  }

  /** Zeros when the machine does not say. */
  public Softnet softnet() {
    long[] sums = new long[3];
    for (String line : process.root().lines(process.net("softnet_stat"))) {
      String[] columns = line.strip().split("\\s+", -1);
      for (int i = 0; i < Math.min(sums.length, columns.length); i++) {
        OptionalLong value = Numbers.hex(columns[i]);
        sums[i] += value.orElse(0);
      }
    }
    return new Softnet(sums[0], sums[1], sums[2]);
  }

  /** Those behind which there is a device; virtual ones have none. */
  public List<Card> cards() {
    Root root = process.root();
    var cards = new ArrayList<Card>();
    for (String name : root.names("sys/class/net", CARDS_MAX)) {
      String folder = "sys/class/net/" + name;
      if (!root.has(folder + "/device")) {
        continue;
      }
      List<String> queues =
          root.names(folder + "/queues", QUEUES_MAX).stream()
              .filter(queue -> queue.startsWith("rx-"))
              .toList();
      boolean spread =
          queues.stream()
              .anyMatch(queue ->
                  root.text(folder + "/queues/" + queue + "/rps_cpus")
                      .filter(mask -> mask.matches(".*[1-9a-f].*"))
                      .isPresent());
      cards.add(new Card(name, queues.size(), spread));
    }
    return cards;
  }
}
