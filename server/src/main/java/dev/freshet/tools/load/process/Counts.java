package dev.freshet.tools.load.process;

import dev.freshet.tools.load.frame.Histograms;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** One line of a client process's counts, {@code TAG name=value …}. */
public record Counts(Map<String, String> values) {

  /** Reads a line. */
  public static Counts parse(String line) {
    Map<String, String> values = new HashMap<>();
    for (String part : line.split(" ", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return new Counts(values);
  }

  /** The text of that name. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the process told no " + name + ": " + values);
    }
    return value;
  }

  /** The number of that name. */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** The whole number of that name. */
  public long whole(String name) {
    return (long) number(name);
  }

  /** The histogram of that name, of nanoseconds. */
  public Histogram histogram(String name) {
    Histogram histogram = Histograms.make();
    Histograms.add(histogram, text(name));
    return histogram;
  }

  /** Numbers by number: {@code {503=2,429=1}}. */
  public Map<Integer, Long> map(String name) {
    Map<Integer, Long> map = new TreeMap<>();
    String inner = text(name).replaceAll("[{}]", "");
    for (String pair : inner.isEmpty() ? new String[0] : inner.split(",", -1)) {
      String[] sides = pair.split("=", 2);
      map.put(Integer.parseInt(sides[0]), Long.parseLong(sides[1]));
    }
    return map;
  }
}
