package dev.freshet.tools.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time or over a size, as SVG that takes its colours from the page. */
public final class LineChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int RIGHT = 12;
  private static final int TOP = 30;
  private static final int BOTTOM = 26;

  /** With more lines than this their names stand below. */
  private static final int IN_CHART = 2;

  private final String title;
  private final boolean logarithmic;
  private final String unit;
  private final List<Series> all = new ArrayList<>();
  private final List<Phase> phases = new ArrayList<>();

  /** A line; a value that is not finite leaves a gap. */
  private record Series(String name, List<double[]> points, int colour) {}

  /** Something that went on for a time, shown as a band. */
  private record Phase(String name, double from, double to) {}

  private LineChart(String title, boolean logarithmic, String unit) {
    this.title = title;
    this.logarithmic = logarithmic;
    this.unit = unit;
  }

  /** Over seconds, both axes even and from 0. */
  public static LineChart overTime(String title) {
    return new LineChart(title, false, " s");
  }

  /** Both axes by powers of ten; values that are not above 0 leave a gap. */
  public static LineChart logarithmic(String title) {
    return new LineChart(title, true, "");
  }

  /** Adds a line of places and values. */
  public LineChart line(String name, List<double[]> points) {
    return line(name, points, all.size());
  }

  /**
   * Adds a line.
   *
   * @param colour which of the page's, from 0 to 11, so that a name has the same in several charts
   */
  public LineChart line(String name, List<double[]> points, int colour) {
    all.add(new Series(name, points, colour));
    return this;
  }

  /** Adds a band. */
  public LineChart band(String name, double from, double to) {
    phases.add(new Phase(name, from, to));
    return this;
  }

  /** Whether there is anything to show. */
  public boolean isEmpty() {
    return all.stream().noneMatch(each -> each.points().stream().anyMatch(this::isKnown));
  }

  private boolean isKnown(double[] point) {
    return Double.isFinite(point[1]) && (!logarithmic || point[1] > 0);
  }

  /** The figure, with its title above. */
  public String svg() {
    Axis x = axis(0, false);
    Axis y = axis(1, true);
    var svg = new StringBuilder("<figure><figcaption>").append(Html.escape(title));
    svg.append("</figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">");
    bands(svg, x);
    grid(svg, x, y);
    for (int i = 0; i < all.size(); i++) {
      path(svg, all.get(i), x, y);
      if (all.size() > 1 && all.size() <= IN_CHART) {
        legend(svg, i);
      }
    }
    svg.append("</svg>");
    if (all.size() > IN_CHART) {
      legendBelow(svg);
    }
    return svg.append("</figure>\n").toString();
  }

  private Axis axis(int of, boolean round) {
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (Series series : all) {
      for (double[] point : series.points()) {
        if (of == 0 || isKnown(point)) {
          smallest = Math.min(smallest, point[of]);
          largest = Math.max(largest, point[of]);
        }
      }
    }
    if (logarithmic) {
      return Axis.logarithmic(Math.min(smallest, largest), largest);
    }
    return round ? Axis.even(largest) : Axis.exact(largest);
  }

  private void bands(StringBuilder svg, Axis x) {
    for (Phase phase : phases) {
      double from = left(phase.from(), x);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title>"
                  + "</rect>",
              from,
              TOP,
              Math.max(1, left(phase.to(), x) - from),
              HEIGHT - TOP - BOTTOM,
              Html.escape(phase.name())));
    }
  }

  private void grid(StringBuilder svg, Axis x, Axis y) {
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
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"mark\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s%s</text>",
              left(mark, x),
              HEIGHT - 8,
              Axis.text(mark),
              unit));
    }
  }

  private void path(StringBuilder svg, Series series, Axis x, Axis y) {
    svg.append("<path class=\"line s").append(series.colour()).append("\" d=\"");
    boolean down = false;
    for (double[] point : series.points()) {
      if (!isKnown(point)) {
        down = false;
        continue;
      }
      svg.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", down ? "L" : "M", left(point[0], x), top(point[1], y)));
      down = true;
    }
    svg.append("\"/>");
  }

  private void legend(StringBuilder svg, int number) {
    int at = LEFT + number * 130;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"key s%d\" x=\"%d\" y=\"9\" width=\"14\" height=\"4\" rx=\"2\"/>"
                + "<text class=\"name\" x=\"%d\" y=\"15\">%s</text>",
            all.get(number).colour(),
            at,
            at + 20,
            Html.escape(all.get(number).name())));
  }

  private void legendBelow(StringBuilder svg) {
    svg.append("<ul class=\"legend\">");
    for (int i = 0; i < all.size(); i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<li><svg viewBox=\"0 0 14 4\" aria-hidden=\"true\"><rect class=\"key s%d\""
                  + " width=\"14\" height=\"4\" rx=\"2\"/></svg>%s</li>",
              all.get(i).colour(),
              Html.escape(all.get(i).name())));
    }
    svg.append("</ul>");
  }

  private static double left(double value, Axis x) {
    return LEFT + x.part(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double top(double value, Axis y) {
    return HEIGHT - BOTTOM - y.part(value) * (HEIGHT - TOP - BOTTOM);
  }
}
