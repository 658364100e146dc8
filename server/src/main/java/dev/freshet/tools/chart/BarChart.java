package dev.freshet.tools.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars with their values, as SVG that takes its colours from the page. */
public final class BarChart {
  private static final int WIDTH = 420;
  private static final int ROW = 24;
  private static final int LEFT = 150;
  private static final int MOST_LEFT = 220;
  private static final double LETTER = 6.6;
  private static final int RIGHT = 70;

  private final String title;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String name, double value, String text, int series) {}

  /** With nothing in it yet. */
  public BarChart(String title) {
    this.title = title;
  }

  /**
   * Adds a bar.
   *
   * @param text the value as it is written behind the bar
   * @param series which of the page's colours, from 0
   */
  public BarChart bar(String name, double value, String text, int series) {
    bars.add(new Bar(name, value, text, series));
    return this;
  }

  /** Whether there is anything to show. */
  public boolean isEmpty() {
    return bars.isEmpty();
  }

  /** The figure, with its title above. */
  public String svg() {
    double largest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    int longest = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
    int left = Math.clamp(Math.round(longest * LETTER + 8), LEFT, MOST_LEFT);
    int height = bars.size() * ROW + 6;
    var svg = new StringBuilder("<figure><figcaption>").append(Html.escape(title));
    svg.append("</figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
    svg.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">");
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double width = Math.max(1, bar.value() / Math.max(largest, 1e-9) * (WIDTH - left - RIGHT));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"name\" text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text><rect class=\"bar"
                  + " s%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/><text"
                  + " class=\"name\" x=\"%.1f\" y=\"%d\">%s</text>",
              left - 8,
              i * ROW + 17,
              Html.escape(bar.name()),
              bar.series(),
              left,
              i * ROW + 5,
              width,
              ROW - 8,
              left + width + 6,
              i * ROW + 17,
              Html.escape(bar.text())));
    }
    return svg.append("</svg></figure>\n").toString();
  }
}
