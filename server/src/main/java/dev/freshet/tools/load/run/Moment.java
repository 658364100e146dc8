package dev.freshet.tools.load.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was seen at one time; rates and latencies are since the moment before.
 *
 * @param seconds since the run began
 * @param phase what was going on
 * @param connections that are open
 * @param attempts since the storm began
 * @param lost attempts that came to nothing: refused, given up or cut
 * @param serverCpu cores the server used; NaN when unknown
 * @param clientCpu cores the clients used
 * @param heard messages a second
 * @param p50 latency in milliseconds; NaN when nothing was sampled
 * @param p99 latency in milliseconds
 */
public record Moment(
    double seconds,
    String phase,
    long connections,
    long attempts,
    long lost,
    double serverCpu,
    double clientCpu,
    double heard,
    double p50,
    double p99) {

  Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    map.put("seconds", Figures.round(seconds, 2));
    map.put("phase", phase);
    map.put("connections", connections);
    map.put("attempts", attempts);
    map.put("lost", lost);
    Figures.put(map, "server-cpu", serverCpu, 3);
    Figures.put(map, "client-cpu", clientCpu, 3);
    Figures.put(map, "heard", heard, 0);
    Figures.put(map, "p50-ms", p50, 3);
    Figures.put(map, "p99-ms", p99, 3);
    return map;
  }
}
