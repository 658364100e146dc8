package dev.freshet.tools.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The marks of an axis: from 0 to a round number above the largest value. */
final class Axis {
  private static final int MARKS = 4;

  private final double step;
  private final double end;

  /** For values from 0 to this. */
  Axis(double largest) {
    double raw = Math.max(largest, 1e-6) / MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double times = raw / power;
    step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    end = Math.ceil(Math.max(largest, 1e-6) / step - 1e-9) * step;
  }

  /** Where it ends. */
  double end() {
    return end;
  }

  /** Where marks are, with 0 and the end. */
  List<Double> marks() {
    var marks = new ArrayList<Double>();
    for (int i = 0; i * step <= end + step / 2; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  /** A number in few characters: 1.5k, 20, 0.25. */
  static String text(double value) {
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
