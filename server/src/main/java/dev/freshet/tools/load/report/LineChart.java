package dev.freshet.tools.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time, as SVG that takes its colours from the page. */
final class LineChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int RIGHT = 12;
  private static final int TOP = 30;
  private static final int BOTTOM = 26;

  private final String title;
  private final List<Series> all = new ArrayList<>();
  private final List<Phase> phases = new ArrayList<>();

  /** A line; a value that is not finite leaves a gap. */
  private record Series(String name, List<double[]> points) {}

  /** Something that went on for a time, shown as a band. */
  private record Phase(String name, double from, double to) {}

  LineChart(String title) {
    this.title = title;
  }

  /** Adds a line of seconds and values. */
  LineChart line(String name, List<double[]> points) {
    all.add(new Series(name, points));
    return this;
  }

  /** Adds a band. */
  LineChart band(String name, double from, double to) {
    phases.add(new Phase(name, from, to));
    return this;
  }

  /** Whether there is anything to show. */
  boolean isEmpty() {
    return all.stream().noneMatch(each -> each.points().stream().anyMatch(LineChart::isKnown));
  }

  private static boolean isKnown(double[] point) {
    return Double.isFinite(point[1]);
  }

  /** The figure, with its title above. */
  String svg() {
    double last = 0;
    double largest = 0;
    for (Series series : all) {
      for (double[] point : series.points()) {
        last = Math.max(last, point[0]);
        largest = isKnown(point) ? Math.max(largest, point[1]) : largest;
      }
    }
    var x = new Axis(last);
    var y = new Axis(largest);
    var svg = new StringBuilder("<figure><figcaption>").append(Html.escape(title));
    svg.append("</figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">");
    bands(svg, last);
    grid(svg, x, last, y);
    for (int i = 0; i < all.size(); i++) {
      path(svg, all.get(i), i, last, y);
      legend(svg, i);
    }
    return svg.append("</svg></figure>\n").toString();
  }

  private void bands(StringBuilder svg, double last) {
    for (Phase phase : phases) {
      double from = left(phase.from(), last);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title>"
                  + "</rect>",
              from,
              TOP,
              Math.max(1, left(phase.to(), last) - from),
              HEIGHT - TOP - BOTTOM,
              Html.escape(phase.name())));
    }
  }

  private static void grid(StringBuilder svg, Axis x, double last, Axis y) {
    for (double mark : y.marks()) {
      double at = top(mark, y);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"mark\""
                  + " text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              at,
              at,
              LEFT - 6,
              at + 4,
              Axis.text(mark)));
    }
    for (double mark : x.marks()) {
      if (mark <= last) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"mark\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s s</text>",
                left(mark, last),
                HEIGHT - 8,
                Axis.text(mark)));
      }
    }
  }

  private static void path(StringBuilder svg, Series series, int number, double last, Axis y) {
    svg.append("<path class=\"line s").append(number).append("\" d=\"");
    boolean down = false;
    for (double[] point : series.points()) {
      if (!isKnown(point)) {
        down = false;
        continue;
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              down ? "L" : "M",
              left(point[0], last),
              top(point[1], y)));
      down = true;
    }
    svg.append("\"/>");
  }

  private void legend(StringBuilder svg, int number) {
    if (all.size() < 2) {
      return;
    }
    int at = LEFT + number * 130;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"key s%d\" x=\"%d\" y=\"9\" width=\"14\" height=\"4\" rx=\"2\"/>"
                + "<text class=\"name\" x=\"%d\" y=\"15\">%s</text>",
            number,
            at,
            at + 20,
            Html.escape(all.get(number).name())));
  }

  private static double left(double seconds, double last) {
    return LEFT + seconds / Math.max(last, 1e-6) * (WIDTH - LEFT - RIGHT);
  }

  private static double top(double value, Axis y) {
    return HEIGHT - BOTTOM - value / y.end() * (HEIGHT - TOP - BOTTOM);
  }
}
