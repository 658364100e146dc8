package dev.freshet.tools.load.run;

import dev.freshet.tools.load.probe.Footprint;
import dev.freshet.tools.load.probe.Jvm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The cost of a connection, part by part: what grew, over how many connections it grew by. */
final class Cost {
  /** The kernel's caches that hold what a connection needs. */
  private static final List<String> CACHES =
      List.of(
          "TCP", "TCPv6", "sock_inode_cache", "dentry", "filp", "eventpoll_epi", "eventpoll_pwq");

  private static final int CLASSES = 20;

  /** More or fewer sockets than ours by this share: others opened or closed some meanwhile. */
  private static final double TOLERANCE = 0.02;

  private final Footprint before;
  private final Footprint after;
  private final double connections;
  private final boolean bothEnds;

  /**
   * Of what grew.
   *
   * @param bothEnds whether the clients are on this machine, so that the kernel's memory is theirs
   *     as well
   */
  Cost(Footprint before, Footprint after, int connections, boolean bothEnds) {
    this.before = before;
    this.after = after;
    this.connections = connections;
    this.bothEnds = bothEnds;
  }

  /** All parts, bytes a connection. */
  Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    double rss = each(before.rss(), after.rss());
    Figures.put(map, "rss", rss, 0);
    Figures.put(map, "pss", each(before.pss(), after.pss()), 0);
    Map<String, Object> kernel = kernel();
    if (!kernel.isEmpty()) {
      map.put("kernel", kernel);
    }
    if (before.heap().isPresent() && after.heap().isPresent()) {
      Map<String, Object> heap = heap(before.heap().get(), after.heap().get());
      map.put("heap", heap);
      double live = (after.heap().get().bytes() - before.heap().get().bytes()) / connections;
      Figures.put(map, "native-and-slack", rss - live, 0);
    }
    Map<String, Object> tracked = tracked();
    if (!tracked.isEmpty()) {
      map.put("native-by-kind", tracked);
    }
    Figures.put(map, "queued", (after.queued() - before.queued()) / connections, 1);
    Figures.put(map, "files", each(before.files(), after.files()), 2);
    return map;
  }

  /** Resident bytes a connection of the server; NaN when unknown. */
  double rss() {
    return each(before.rss(), after.rss());
  }

  private double each(OptionalLong from, OptionalLong to) {
    return from.isPresent() && to.isPresent()
        ? (to.getAsLong() - from.getAsLong()) / connections
        : Double.NaN;
  }

  private Map<String, Object> kernel() {
    var map = new LinkedHashMap<String, Object>();
    if (before.slab().isEmpty()) {
      return map;
    }
    double ends = bothEnds ? 2 : 1;
    double sum = 0;
    var parts = new LinkedHashMap<String, Object>();
    for (String cache : CACHES) {
      double grown =
          (after.slab().getOrDefault(cache, 0L) - before.slab().getOrDefault(cache, 0L))
              / connections
              / ends;
      sum += grown;
      if (grown >= 1) {
        Figures.put(parts, cache, grown, 0);
      }
    }
    Figures.put(map, "bytes", sum, 0);
    map.put("objects", parts);
    Figures.put(
        map, "socket-buffers", each(before.socketBuffers(), after.socketBuffers()) / ends, 1);
    map.put("halved", bothEnds);
    double sockets = each(before.sockets(), after.sockets());
    Figures.put(map, "sockets", sockets, 2);
    if (Math.abs(sockets - ends) > ends * TOLERANCE) {
      map.put("disturbed", true);
    }
    return map;
  }

  private Map<String, Object> heap(Jvm.Heap from, Jvm.Heap to) {
    var grown = new TreeMap<String, Double>();
    to.byClass()
        .forEach((name, bytes) ->
            grown.put(name, (bytes - from.byClass().getOrDefault(name, 0L)) / connections));
    var groups = new TreeMap<String, Double>();
    grown.forEach((name, bytes) -> groups.merge(group(name), bytes, Double::sum));
    var map = new LinkedHashMap<String, Object>();
    Figures.put(map, "bytes", (to.bytes() - from.bytes()) / connections, 0);
    var byGroup = new LinkedHashMap<String, Object>();
    groups.forEach((name, bytes) -> Figures.put(byGroup, name, bytes, 0));
    map.put("parts", byGroup);
    var classes = new LinkedHashMap<String, Object>();
    grown.entrySet().stream()
        .filter(each -> each.getValue() >= 1)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(CLASSES)
        .forEach(each -> Figures.put(classes, each.getKey(), each.getValue(), 0));
    map.put("classes", classes);
    return map;
  }

  /** What a class of a server belongs to. */
  static String group(String name) {
    String type = name.replaceFirst("^\\[+L?", "");
    if (type.contains(".ssl.") || type.contains("tcnative")) {
      return "tls";
    }
    if (type.startsWith("dev.freshet.hub.")) {
      return "subscription";
    }
    if (type.startsWith("dev.freshet.")) {
      return "session";
    }
    if (type.startsWith("io.netty.")
        || type.startsWith("sun.nio.")
        || type.startsWith("java.net.")) {
      return "socket";
    }
    return "other";
  }

  private Map<String, Object> tracked() {
    var map = new LinkedHashMap<String, Object>();
    after
        .nativeMemory()
        .forEach((kind, bytes) -> {
          double grown = (bytes - before.nativeMemory().getOrDefault(kind, 0L)) / connections;
          if (Math.abs(grown) >= 1) {
            Figures.put(map, kind, grown, 0);
          }
        });
    return map;
  }
}
