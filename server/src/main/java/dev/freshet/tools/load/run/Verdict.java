package dev.freshet.tools.load.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Who was the limit while something was measured.
 *
 * @param limit {@code server}, {@code client}, {@code machine}, {@code others}, {@code neither} or
 *     {@code unknown}
 * @param serverCores cores the server used; NaN when unknown
 * @param clientCores cores all clients used
 * @param busiestClient cores the busiest client process used, which is one thread
 * @param machineCores cores everything on this machine used; NaN when unknown
 * @param cores that this machine has
 */
public record Verdict(
    String limit,
    double serverCores,
    double clientCores,
    double busiestClient,
    double machineCores,
    int cores) {
  private static final double FULL = 0.9;

  /** Below this share of what the machine does, something else is what keeps it busy. */
  private static final double OURS = 0.75;

  /** Judges what was used between two looks. */
  static Verdict between(Watch.Cpu before, Watch.Cpu after) {
    double passed = Math.max(1, after.at() - before.at());
    double busiest = 0;
    for (int i = 0; i < Math.min(before.each().size(), after.each().size()); i++) {
      busiest = Math.max(busiest, (after.each().get(i) - before.each().get(i)) / passed);
    }
    return judge(
        grown(before.server(), after.server()) / passed,
        (after.clients() - before.clients()) / passed,
        busiest,
        grown(before.machine(), after.machine()) / passed,
        Runtime.getRuntime().availableProcessors());
  }

  private static double grown(OptionalLong before, OptionalLong after) {
    return before.isPresent() && after.isPresent()
        ? after.getAsLong() - before.getAsLong()
        : Double.NaN;
  }

  /** Judges cores. */
  static Verdict judge(double server, double clients, double busiest, double machine, int cores) {
    String limit = "neither";
    if (busiest >= FULL) {
      limit = "client";
    } else if (Double.isNaN(server)) {
      limit = "unknown";
    } else if (server >= FULL * cores) {
      limit = "server";
    } else if (machine >= FULL * cores) {
      limit =
          server + clients < OURS * machine ? "others" : server > clients ? "server" : "machine";
    }
    return new Verdict(limit, server, clients, busiest, machine, cores);
  }

  /** In a sentence. */
  public String text() {
    String used =
        String.format(
            Locale.ROOT,
            " (server %s, clients %.2f, busiest client %.2f, machine %s of %d cores)",
            text(serverCores),
            clientCores,
            busiestClient,
            text(machineCores),
            cores);
    return switch (limit) {
          case "client" -> "the client was the limit: use more processes, or another machine";
          case "server" -> "the server was the limit";
          case "machine" -> "server and client shared a machine that was full";
          case "others" -> "other programs kept this machine busy: measure again without them";
          case "neither" -> "neither server nor client was at its limit";
          default -> "not known: the server's process cannot be read";
        }
        + used;
  }

  private static String text(double cores) {
    return Double.isNaN(cores) ? "unknown" : String.format(Locale.ROOT, "%.2f", cores);
  }

  Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    map.put("limit", limit);
    map.put("text", text());
    Figures.put(map, "server-cores", serverCores, 3);
    Figures.put(map, "client-cores", clientCores, 3);
    Figures.put(map, "busiest-client-cores", busiestClient, 3);
    Figures.put(map, "machine-cores", machineCores, 3);
    map.put("cores", cores);
    return map;
  }

  /** The limits that occurred, worst first; for a run of several parts. */
  static Map<String, Object> worst(List<Verdict> all) {
    List<String> order = List.of("others", "client", "machine", "server", "unknown", "neither");
    return all.stream()
        .min((a, b) -> Integer.compare(order.indexOf(a.limit), order.indexOf(b.limit)))
        .map(Verdict::map)
        .orElse(Map.of());
  }
}
