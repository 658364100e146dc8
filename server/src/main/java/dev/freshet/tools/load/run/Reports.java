package dev.freshet.tools.load.run;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.proc.ServerProcess;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts that reports have in common, as JSON has them: kebab-case names, units in the names. */
final class Reports {
  /** The version of the form of reports. */
  static final int FORM = 1;

  /** What is measured from when it was due, said in every report. */
  static final List<String> CORRECTED =
      List.of(
          "handshake-ms runs from when the attempt was due by its schedule or its pause, not from"
              + " when this client got round to it; service-ms from when it began",
          "latency runs from when the publication was due by its schedule");

  private Reports() {}

  /** How a report begins. */
  static Map<String, Object> head(String command, Aim aim, @Nullable ServerProcess server) {
    var map = new LinkedHashMap<String, Object>();
    map.put("form", FORM);
    map.put("command", command);
    map.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    var target = new LinkedHashMap<String, Object>();
    target.put("url", aim.url());
    target.put("dialect", aim.name());
    if (server != null) {
      target.put("pid", server.pid());
      target.put("process", server.program());
    }
    map.put("target", target);
    var machine = new LinkedHashMap<String, Object>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    map.put("machine", machine);
    return map;
  }

  /** Attempts and what became of them. */
  static Map<String, Object> handshakes(Gathered full) {
    var map = new LinkedHashMap<String, Object>();
    map.put("attempts", full.sum("attempts"));
    map.put("usable", full.sum("opened"));
    map.put("refused", full.sum("refused"));
    map.put("refused-by", text(full.map("statuses")));
    var wasted = new LinkedHashMap<String, Object>();
    wasted.put("given-up", full.sum("given_up"));
    wasted.put("cut", full.sum("cut"));
    map.put("wasted", wasted);
    map.put("close-codes", text(full.map("close_codes")));
    map.put("handshake-ms", Figures.millis(full.histogram("handshakes")));
    map.put("service-ms", Figures.millis(full.histogram("services")));
    return map;
  }

  private static Map<String, Object> text(Map<Integer, Long> counts) {
    var map = new LinkedHashMap<String, Object>();
    counts.forEach((number, count) -> map.put(number.toString(), count));
    return map;
  }

  /** Microseconds of the server's CPU for each of something, less what it used anyway. */
  static void cpuEach(
      Map<String, Object> map,
      String name,
      Watch.Cpu before,
      Watch.Cpu after,
      long count,
      double otherCores) {
    if (count > 0 && before.server().isPresent() && after.server().isPresent()) {
      double other = Double.isNaN(otherCores) ? 0 : otherCores * (after.at() - before.at());
      double spent = after.server().getAsLong() - before.server().getAsLong() - other;
      Figures.put(map, name, Math.max(0, spent) / 1e3 / count, 3);
    }
  }

  /** A storm in a line. */
  static String stormLine(Map<String, Object> storm) {
    return String.format(
        Locale.ROOT,
        "storm %s: %s dropped, 50 %% back after %s s, 99 %% after %s, 100 %% after %s; handshake p50"
            + " %s p99 %s ms; %s refused, %s wasted, %s µs of CPU a handshake",
        storm.get("number"),
        storm.get("dropped"),
        storm.getOrDefault("seconds-to-50", "–"),
        storm.getOrDefault("seconds-to-99", "–"),
        storm.getOrDefault("seconds-to-100", "–"),
        part(storm, "handshake-ms", "p50"),
        part(storm, "handshake-ms", "p99"),
        storm.get("refused"),
        storm.get("wasted"),
        storm.getOrDefault("cpu-us-per-handshake", "?"));
  }

  private static Object part(Map<String, Object> map, String name, String part) {
    return map.get(name) instanceof Map<?, ?> inner && inner.get(part) != null
        ? String.valueOf(inner.get(part))
        : "–";
  }
}
