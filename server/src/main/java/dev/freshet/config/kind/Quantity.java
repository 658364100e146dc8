package dev.freshet.config.kind;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit: {@code 64KiB}, {@code 1MB}, {@code 500ms}, {@code 5m}. */
public final class Quantity {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");

  /** Largest first, powers of two before powers of ten: the order in which they are shown. */
  private static final SequencedMap<String, Long> BYTES = new LinkedHashMap<>();

  private static final SequencedMap<String, Duration> TIME = new LinkedHashMap<>();

  static {
    BYTES.put("TiB", 1L << 40);
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("TB", 1_000_000_000_000L);
    BYTES.put("GB", 1_000_000_000L);
    BYTES.put("MB", 1_000_000L);
    BYTES.put("KB", 1_000L);
    BYTES.put("kB", 1_000L);
    BYTES.put("B", 1L);
    TIME.put("d", Duration.ofDays(1));
    TIME.put("h", Duration.ofHours(1));
    TIME.put("m", Duration.ofMinutes(1));
    TIME.put("s", Duration.ofSeconds(1));
    TIME.put("ms", Duration.ofMillis(1));
  }

  private Quantity() {}

  /** The bytes, or -1; a number without a unit is bytes. */
  public static long readBytes(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return -1;
    }
    Long unit = match.group(2).isEmpty() ? Long.valueOf(1) : BYTES.get(match.group(2));
    if (unit == null) {
      return -1;
    }
    long count = Long.parseLong(match.group(1));
    return count > Long.MAX_VALUE / unit ? -1 : count * unit;
  }

  public static String showBytes(long bytes) {
    for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
      if (bytes != 0 && bytes % unit.getValue() == 0 && unit.getValue() > 1) {
        return bytes / unit.getValue() + unit.getKey();
      }
    }
    return Long.toString(bytes);
  }

  /** The duration, or null; a unit is asked for, because guessing between s and ms costs dearly. */
  public static @Nullable Duration readDuration(String text) {
    Matcher match = FORM.matcher(text);
    Duration unit = match.matches() ? TIME.get(match.group(2)) : null;
    if (unit == null) {
      return null;
    }
    long count = Long.parseLong(match.group(1));
    return count > Long.MAX_VALUE / unit.toNanos() ? null : unit.multipliedBy(count);
  }

  public static String showDuration(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    for (Map.Entry<String, Duration> unit : TIME.entrySet()) {
      if (duration.toMillis() % unit.getValue().toMillis() == 0) {
        // Days read worse than hours until there are several.
        if (unit.getKey().equals("d") && duration.toDays() < 3) {
          continue;
        }
        return duration.dividedBy(unit.getValue()) + unit.getKey();
      }
    }
    return duration.toMillis() + "ms";
  }
}
