package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.CpuTime;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a connection costs: the recorded figures, of which results of {@code freshet load} replace
 * those that they have.
 */
public final class Measured {
  private static final double MAX_BYTES = 1 << 24;
  private static final double MAX_MICROS = 1e7;

  private final Map<String, Double> plain = new LinkedHashMap<>();
  private final Map<String, Double> tls = new LinkedHashMap<>();
  private final Map<Double, Double> deliveries = new LinkedHashMap<>();
  private final List<String> sources = new ArrayList<>();

  /** With nothing but what was recorded. */
  public Measured() {}

  /**
   * Takes what a result has.
   *
   * @param name of its file
   * @param result the JSON object that {@code freshet load … --json} printed, form 1
   * @throws IllegalArgumentException in a sentence, when it is something else or has no such figure
   */
  public void add(String name, Map<String, Object> result) {
    if (!(result.get("form") instanceof Long form) || form != 1) {
      throw new IllegalArgumentException(
          "--measured: %s (expected: a result of freshet load --json, form 1)".formatted(name));
    }
    String url = text(result, "target", "url");
    boolean secure = url.startsWith("wss:") || url.startsWith("https:");
    Map<String, Double> to = secure ? tls : plain;
    var taken = new ArrayList<String>();
    take(to, taken, "heap", number(result, "cost", "heap", "bytes"), MAX_BYTES);
    take(to, taken, "outside", number(result, "cost", "native-and-slack"), MAX_BYTES);
    take(to, taken, "kernel", number(result, "cost", "kernel", "bytes"), MAX_BYTES);
    take(to, taken, "idle", number(result, "idle", "cpu-us-per-connection-second"), MAX_MICROS);
    take(to, taken, "handshake", handshake(result), MAX_MICROS);
    deliveries(result, taken);
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(
          "--measured: %s (expected: a result with cost, cpu-us-per-handshake or rates)"
              .formatted(name));
    }
    sources.add(
        "%s: measured%s on %s with freshet load %s (%s)"
            .formatted(
                String.join(", ", taken),
                secure ? " over TLS" : "",
                text(result, "started"),
                text(result, "command"),
                name));
  }

  private static void take(
      Map<String, Double> to, List<String> taken, String key, OptionalDouble value, double max) {
    if (value.isPresent() && value.getAsDouble() > 0 && value.getAsDouble() <= max) {
      to.put(key, value.getAsDouble());
      taken.add(key);
    }
  }

  /** Of the dearest storm, or of the first connections. */
  private static OptionalDouble handshake(Map<String, Object> result) {
    OptionalDouble storms =
        list(result, "storms").stream()
            .map(each -> number(each, "cpu-us-per-handshake"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max();
    return storms.isPresent() ? storms : number(result, "connect", "cpu-us-per-handshake");
  }

  private void deliveries(Map<String, Object> result, List<String> taken) {
    boolean any = false;
    for (Map<?, ?> rate : list(result, "rates")) {
      OptionalDouble perSecond = number(rate, "rate");
      OptionalDouble cpu = number(rate, "cpu-us-per-delivery");
      if (perSecond.orElse(0) > 0 && cpu.orElse(0) > 0 && cpu.getAsDouble() <= MAX_MICROS) {
        deliveries.put(perSecond.getAsDouble() * 60, cpu.getAsDouble());
        any = true;
      }
    }
    if (any) {
      taken.add("deliveries");
    }
  }

  /** All figures together, and where each is from. */
  public ConnectionCost cost() {
    ConnectionCost recorded = RecordedCost.cost();
    var heap = bytes(plain, "heap", recorded.heap());
    var outside = bytes(plain, "outside", recorded.outside());
    var handshake = cpu(plain, "handshake", recorded.handshake());
    var all = new ArrayList<>(sources);
    String rest = sources.isEmpty() ? "" : ", as far as not measured";
    recorded.sources().stream().filter(this::isUsed).map(each -> each + rest).forEach(all::add);
    return new ConnectionCost(
        heap,
        outside,
        bytes(plain, "kernel", bytes(tls, "kernel", recorded.kernel())),
        new Bytes(more(tls.get("heap"), heap.count(), recorded.tlsHeap().count())),
        new Bytes(more(tls.get("outside"), outside.count(), recorded.tlsOutside().count())),
        handshake,
        new CpuTime(
            more(tls.get("handshake"), handshake.micros(), recorded.tlsHandshake().micros())),
        cpu(plain, "idle", recorded.idle()),
        deliveries.isEmpty() ? recorded.deliveries() : measuredDeliveries(),
        recorded.publish(),
        recorded.hear(),
        recorded.redis(),
        recorded.redisHistory(),
        all);
  }

  /** Whether something of what a recorded source has was not measured. */
  private boolean isUsed(String source) {
    if (source.startsWith("deliveries")) {
      return deliveries.isEmpty();
    }
    if (source.startsWith("handshakes")) {
      return !plain.containsKey("handshake") || !tls.containsKey("handshake");
    }
    return true;
  }

  /**
   * Rising rates of which a dearer one, taken together, never costs less: a rate that was measured
   * with noise must not make more messages cheaper.
   */
  private List<ConnectionCost.Delivery> measuredDeliveries() {
    var all = new ArrayList<ConnectionCost.Delivery>();
    double least = 0;
    for (Map.Entry<Double, Double> each :
        deliveries.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      double cpu = Math.max(each.getValue(), least / each.getKey());
      least = cpu * each.getKey();
      all.add(new ConnectionCost.Delivery(new PerMinute(each.getKey()), new CpuTime(cpu)));
    }
    all.sort(Comparator.comparing(ConnectionCost.Delivery::messages));
    return all;
  }

  private static double more(@Nullable Double whole, double of, double or) {
    return whole == null ? or : Math.max(0, whole - of);
  }

  private static Bytes bytes(Map<String, Double> from, String key, Bytes or) {
    return Optional.ofNullable(from.get(key)).map(Bytes::new).orElse(or);
  }

  private static CpuTime cpu(Map<String, Double> from, String key, CpuTime or) {
    return Optional.ofNullable(from.get(key)).map(CpuTime::new).orElse(or);
  }

  private static OptionalDouble number(Map<?, ?> of, String... path) {
    Object at = at(of, path);
    return at instanceof Number number && Double.isFinite(number.doubleValue())
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  private static String text(Map<?, ?> of, String... path) {
    Object at = at(of, path);
    return at instanceof String text ? text.replaceAll("\\p{Cntrl}", "?") : "";
  }

  private static Object at(Map<?, ?> of, String... path) {
    Object at = of;
    for (String name : path) {
      at = at instanceof Map<?, ?> map && map.get(name) != null ? map.get(name) : "";
    }
    return at;
  }

  private static List<Map<?, ?>> list(Map<?, ?> of, String name) {
    var all = new ArrayList<Map<?, ?>>();
    if (of.get(name) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> map) {
          all.add(map);
        }
      }
    }
    return all;
  }
}
