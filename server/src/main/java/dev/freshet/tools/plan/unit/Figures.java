package dev.freshet.tools.plan.unit;

import java.util.Locale;

/** Numbers as people read them: few digits, a letter for the size. */
public final class Figures {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] DECIMAL = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  /** A count: 950, 12,400, 50K, 1.25M, 3.2B. */
  public static String count(double value) {
    if (value >= 999_500_000_000.0) {
      return grouped(value);
    }
    if (value >= 999_500_000) {
      return few(value / 1e9) + "B";
    }
    if (value >= 999_500) {
      return few(value / 1e6) + "M";
    }
    return value >= 9_995 ? few(value / 1e3) + "K" : grouped(value);
  }

  /** Dollars: whole ones where there are ten or more. */
  public static String money(double usd) {
    return "$" + (usd >= 10 || usd == 0 ? grouped(usd) : String.format(Locale.ROOT, "%.2f", usd));
  }

  /** At most three digits that mean something. */
  public static String few(double value) {
    int decimals = value >= 100 || value == 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  static String binary(double bytes) {
    return scaled(bytes, 1024, BINARY);
  }

  static String decimal(double bytes) {
    return scaled(bytes, 1000, DECIMAL);
  }

  static String time(double seconds) {
    if (seconds < 120) {
      return few(seconds) + " s";
    }
    long whole = Math.round(seconds);
    if (whole < 7200) {
      return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
    }
    return few(seconds / 3600) + " h";
  }

  private static String grouped(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : few(value);
  }

  private static String scaled(double bytes, double step, String[] units) {
    double value = bytes;
    int unit = 0;
    while (value >= step * 0.9995 && unit < units.length - 1) {
      value /= step;
      unit++;
    }
    return few(value) + " " + units[unit];
  }
}
