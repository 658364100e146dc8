package dev.freshet.tools.doctor.machine;

import dev.freshet.config.kind.Quantity;
import dev.freshet.tools.proc.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How far the heap of a JVM may grow, as its command line says: the options of java(1).
 *
 * @param max bytes
 * @param how where the number is from, to be shown
 */
public record Heap(long max, String how) {
  /** What our launcher passes. */
  private static final double LAUNCHER_PERCENT = 40;

  /** What a JVM does that is not told. */
  private static final double JVM_PERCENT = 25;

  private static final String PERCENT = "-XX:MaxRAMPercentage=";

  /**
   * That of another process.
   *
   * @param arguments its command line; without one the launcher is assumed
   * @param memory bytes that the JVM takes for the machine's: the container's where that is less
   */
  static Heap of(List<String> arguments, long memory) {
    long size = -1;
    double percent = arguments.isEmpty() ? LAUNCHER_PERCENT : JVM_PERCENT;
    String how = arguments.isEmpty() ? "as the launcher starts it: 40 %" : "the JVM's own: 25 %";
    for (String each : arguments) {
      if (each.equals("-jar") || each.equals("dev.freshet.Main")) {
        break;
      }
      long asked = size(each);
      if (asked >= 0) {
        size = asked;
      } else if (each.startsWith(PERCENT)) {
        percent = percent(each.substring(PERCENT.length()), percent);
        how = String.format(Locale.ROOT, "MaxRAMPercentage=%s", each.substring(PERCENT.length()));
      }
    }
    return size >= 0
        ? new Heap(size, "as its command line says")
        : new Heap((long) (memory * (percent / 100)), how + " of memory");
  }

  private static long size(String argument) {
    for (String option : List.of("-Xmx", "-XX:MaxHeapSize=")) {
      if (argument.startsWith(option)) {
        return bytes(argument.substring(option.length()));
      }
    }
    return -1;
  }

  /** A JVM's size: a number, and k, m, g or t for powers of 1,024. */
  private static long bytes(String text) {
    String number = text.replaceFirst("[kKmMgGtT]$", "");
    String unit = text.substring(number.length()).toUpperCase(Locale.ROOT);
    return Quantity.readBytes(unit.isEmpty() ? number : number + unit.replaceFirst("$", "iB"));
  }

  private static double percent(String text, double otherwise) {
    OptionalLong whole = Numbers.read(text.replaceFirst("\\..*", ""));
    try {
      return whole.isPresent() ? Double.parseDouble(text) : otherwise;
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }
}
