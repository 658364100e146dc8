package dev.freshet.tools.load.run;

import dev.freshet.tools.load.frame.Histograms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Figures as reports have them. What is not known is left out, never 0. */
public final class Figures {
  private static final Map<String, Double> PERCENTILES = percentiles();

  private Figures() {}

  private static Map<String, Double> percentiles() {
    var all = new LinkedHashMap<String, Double>();
    all.put("p50", 50.0);
    all.put("p90", 90.0);
    all.put("p99", 99.0);
    all.put("p99.9", 99.9);
    all.put("p99.99", 99.99);
    all.put("max", 100.0);
    return all;
  }

  /** A number with that many decimals. */
  static double round(double value, int decimals) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue()
        : value;
  }

  /** Puts a number, unless it is not known. */
  static void put(Map<String, Object> map, String name, double value, int decimals) {
    if (Double.isFinite(value)) {
      map.put(name, decimals == 0 ? (Object) Math.round(value) : (Object) round(value, decimals));
    }
  }

  /** Percentiles in milliseconds and how many values there are; {@code count} alone for none. */
  static Map<String, Object> millis(Histogram histogram) {
    var map = new LinkedHashMap<String, Object>();
    map.put("count", histogram.getTotalCount());
    if (histogram.getTotalCount() > 0) {
      PERCENTILES.forEach((name, at) -> map.put(name, round(Histograms.millis(histogram, at), 3)));
    }
    return map;
  }
}
