package dev.freshet.tools.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis: even from 0 to a round number, or by powers of ten. */
public final class Axis {
  private static final int MARKS = 4;
  private static final double LEAST = 1e-6;

  private final double start;
  private final double end;
  private final double step;

  private Axis(double start, double end, double step) {
    this.start = start;
    this.end = end;
    this.step = step;
  }

  /** Even, with the end at a round number above the largest value. */
  static Axis even(double largest) {
    double step = step(largest);
    return new Axis(0, Math.ceil(Math.max(largest, LEAST) / step - 1e-9) * step, step);
  }

  /** Even, with the end where the values end. */
  static Axis exact(double largest) {
    return new Axis(0, Math.max(largest, LEAST), step(largest));
  }

  /** By powers of ten, from the one below the smallest value to the one above the largest. */
  static Axis logarithmic(double smallest, double largest) {
    double from = Math.floor(Math.log10(Math.max(smallest, LEAST)) + 1e-9);
    double to = Math.ceil(Math.log10(Math.max(largest, LEAST)) - 1e-9);
    return new Axis(Math.pow(10, from), Math.pow(10, Math.max(to, from + 1)), 0);
  }

  private static double step(double largest) {
    double raw = Math.max(largest, LEAST) / MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double times = raw / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
  }

  /** Where a value is, from 0 at the start to 1 at the end. */
  double part(double value) {
    return step > 0
        ? value / end
        : Math.log(Math.max(value, start) / start) / Math.log(end / start);
  }

  /** Where marks are, both ends among them if they are round. */
  List<Double> marks() {
    var marks = new ArrayList<Double>();
    if (step > 0) {
      for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
        marks.add(i * step);
      }
    } else {
      for (double mark = start; mark <= end * 1.001; mark *= 10) {
        marks.add(mark);
      }
    }
    return marks;
  }

  /** A number in few characters: 1.5k, 20, 0.25. */
  public static String text(double value) {
    if (value >= 1e9) {
      return trimmed(value / 1e9) + "B";
    }
    if (value >= 1e6) {
      return trimmed(value / 1e6) + "M";
    }
    return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
  }

  private static String trimmed(double value) {
    int decimals = value >= 100 || value == 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
