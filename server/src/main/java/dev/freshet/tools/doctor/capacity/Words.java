package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.proc.Numbers;
import java.util.Locale;

/** Numbers for people. */
public final class Words {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double STEP = 1024;

  private Words() {}

  /** Such as {@code 1,048,576}. */
  public static String count(long count) {
    return count == Numbers.UNLIMITED ? "unlimited" : String.format(Locale.ROOT, "%,d", count);
  }

  /** Such as {@code 9.4 GiB}. */
  public static String bytes(long bytes) {
    if (bytes == Numbers.UNLIMITED) {
      return "unlimited";
    }
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit + 1 < UNITS.length) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }
}
