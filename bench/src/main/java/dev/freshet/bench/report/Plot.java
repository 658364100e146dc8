package dev.freshet.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Horizontal bars in groups, as one SVG file that a README can show, in light and in dark. Values
 * of very different sizes stand on a logarithmic scale, which the plot then says.
 */
public final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 250;
  private static final int RIGHT = 120;
  private static final int BAR = 18;
  private static final int GAP = 14;
  private static final int HEAD = 52;

  /** Where the largest is more than so many times the smallest, the scale is logarithmic. */
  private static final double RATIO_TO_LOG = 20;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2933 }
        .title { font-weight: 600; font-size: 15px }
        .sub, .group { fill: #52606d }
        .group { font-weight: 600 }
        rect { fill: #9aa5b1 }
        rect.ours { fill: #0b7285 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e4e7eb }
          .sub, .group { fill: #9aa5b1 }
          rect { fill: #616e7c }
          rect.ours { fill: #3bc9db }
        }
      </style>
      """;

  private final String title;
  private final String unit;
  private final List<Group> groups = new ArrayList<>();

  private record Bar(String name, double value, String text) {}

  private record Group(String name, List<Bar> bars) {}

  /** An empty plot of values in a unit, such as {@code µs a delivery}. */
  public Plot(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /** Begins a group; an empty name is none. */
  public void group(String name) {
    groups.add(new Group(name, new ArrayList<>()));
  }

  /**
   * Adds a bar to the last group; one whose value is not known is left out. Freshet's have a colour
   * of their own.
   *
   * @param text how the value is written
   */
  public void bar(String name, double value, String text) {
    if (Double.isFinite(value) && value > 0) {
      groups.getLast().bars().add(new Bar(name, value, text));
    }
  }

  /** Writes it. */
  public void write(Path file) throws IOException {
    Files.writeString(file, svg());
  }

  private String svg() {
    double largest = values().max().orElse(1);
    double smallest = values().min().orElse(1);
    boolean log = largest / smallest > RATIO_TO_LOG;
    var body = new StringBuilder();
    int y = HEAD;
    for (Group group : groups) {
      if (!group.name().isEmpty()) {
        body.append(text("group", "start", 12, y + 13, group.name()));
        y += BAR + 4;
      }
      for (Bar bar : group.bars()) {
        double part =
            log
                ? (Math.log(bar.value() / smallest) + 0.5) / (Math.log(largest / smallest) + 0.5)
                : bar.value() / largest;
        bar(body, bar, y, part * (WIDTH - LEFT - RIGHT));
        y += BAR + 4;
      }
      y += GAP;
    }
    String head =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, y, escape(title));
    return head
        + STYLE
        + text("title", "start", 12, 22, title)
        + text("sub", "start", 12, 41, unit + (log ? ", logarithmic scale" : ""))
        + body
        + "</svg>\n";
  }

  private DoubleStream values() {
    return groups.stream().flatMap(group -> group.bars().stream()).mapToDouble(Bar::value);
  }

  private static void bar(StringBuilder body, Bar bar, int y, double width) {
    body.append(text("name", "end", LEFT - 8, y + 13, bar.name()));
    String ours = bar.name().startsWith("Freshet") ? " class=\"ours\"" : "";
    body.append(
        String.format(
            Locale.ROOT,
            "<rect%s x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>\n",
            ours,
            LEFT,
            y,
            Math.max(2, width),
            BAR));
    body.append(text("value", "start", LEFT + (int) width + 8, y + 13, bar.text()));
  }

  private static String text(String kind, String anchor, int x, int y, String text) {
    return "<text class=\"%s\" text-anchor=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n"
        .formatted(kind, anchor, x, y, escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
