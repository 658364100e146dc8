package dev.freshet.tools.load.report;

import dev.freshet.tools.chart.Axis;
import dev.freshet.tools.chart.BarChart;
import dev.freshet.tools.chart.Html;
import dev.freshet.tools.chart.LineChart;
import dev.freshet.tools.chart.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as one page with plots: no script, nothing from elsewhere, light and dark. */
public final class HtmlReport {
  private final Map<String, Object> report;
  private final StringBuilder body = new StringBuilder();

  private HtmlReport(Map<String, Object> report) {
    this.report = report;
  }

  /** The page. */
  public static String page(Map<String, Object> report) throws IOException {
    return new HtmlReport(report).page();
  }

  private String page() throws IOException {
    String title = "freshet load " + report.get("command");
    body.append("<h1>").append(Html.escape(title)).append("</h1>\n");
    about();
    tiles();
    body.append("<div class=\"plots\">\n");
    timeline();
    handshakes();
    latencies();
    cost();
    footprints();
    body.append("</div>\n<h2>Everything</h2>\n<pre>");
    TextReport.lines(report).forEach(line -> body.append(Html.escape(line)).append('\n'));
    body.append("</pre>\n");
    return Page.of(title, body);
  }

  private void about() {
    Map<?, ?> target = map(report, "target");
    body.append("<p class=\"about\">")
        .append(
            Html.escape(
                "%s, %s; %s; Freshet %s (%s)"
                    .formatted(
                        target.get("url"),
                        target.get("dialect"),
                        report.get("started"),
                        report.get("version"),
                        report.get("commit"))))
        .append("</p>\n");
    Map<?, ?> verdict = map(report, "verdict");
    if (!verdict.isEmpty()) {
      body.append("<p class=\"verdict\">")
          .append(Html.escape(sentence(String.valueOf(verdict.get("text")))))
          .append("</p>\n");
    }
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** The few figures one looks for first. */
  private void tiles() {
    body.append("<div class=\"tiles\">\n");
    Map<?, ?> connect = map(report, "connect");
    tile("connections", connect.get("connections"));
    tile("cost: resident bytes each", map(report, "cost").get("rss"));
    tile("the client's own, bytes each", map(report, "client").get("rss"));
    List<?> storms = list("storms");
    if (!storms.isEmpty() && storms.getLast() instanceof Map<?, ?> storm) {
      tile("last storm: s to 99 % back", storm.get("seconds-to-99"));
      tile("last storm: s to all back", storm.get("seconds-to-100"));
      tile("last storm: handshake p99, ms", map(storm, "handshake-ms").get("p99"));
      tile("last storm: CPU µs a handshake", storm.get("cpu-us-per-handshake"));
    }
    List<?> rates = list("rates");
    if (!rates.isEmpty() && rates.getLast() instanceof Map<?, ?> rate) {
      tile("highest rate: heard a second", rate.get("heard-per-second"));
      tile("highest rate: p99, ms", map(rate, "latency-ms").get("p99"));
      tile("highest rate: CPU µs a delivery", rate.get("cpu-us-per-delivery"));
      tile("last rate: answer p99, ms", map(rate, "answer-ms").get("p99"));
    }
    tile("latency p99, ms", map(report, "latency-ms").get("p99"));
    body.append("</div>\n");
  }

  private void tile(String name, @Nullable Object value) {
    if (value instanceof Number number) {
      body.append("<div><b>")
          .append(Axis.text(number.doubleValue()))
          .append("</b><span>")
          .append(Html.escape(name))
          .append("</span></div>\n");
    }
  }

  private void timeline() {
    List<?> timeline = list("timeline");
    show(LineChart.overTime("Open connections").line("open", points(timeline, "connections")));
    show(
        LineChart.overTime("CPU, cores")
            .line("server", points(timeline, "server-cpu"))
            .line("clients", points(timeline, "client-cpu")));
    show(
        LineChart.overTime("Latency of messages, ms")
            .line("p50", points(timeline, "p50-ms"))
            .line("p99", points(timeline, "p99-ms")));
    show(LineChart.overTime("Messages heard a second").line("heard", points(timeline, "heard")));
  }

  private void show(LineChart chart) {
    if (chart.isEmpty()) {
      return;
    }
    String phase = "";
    double from = 0;
    double at = 0;
    for (Object each : list("timeline")) {
      if (each instanceof Map<?, ?> moment) {
        String now = String.valueOf(moment.get("phase"));
        at = number(moment, "seconds");
        if (!now.equals(phase)) {
          if (phase.startsWith("storm")) {
            var _ = chart.band(phase, from, at);
          }
          phase = now;
          from = at;
        }
      }
    }
    body.append(chart.svg());
  }

  private static List<double[]> points(List<?> timeline, String name) {
    var points = new ArrayList<double[]>();
    for (Object each : timeline) {
      if (each instanceof Map<?, ?> moment) {
        points.add(new double[] {number(moment, "seconds"), number(moment, name)});
      }
    }
    return points;
  }

  private void handshakes() {
    var chart = new BarChart("Handshakes, ms from when they were due");
    bars(chart, "first", map(map(report, "connect"), "handshake-ms"), 1);
    for (Object each : list("storms")) {
      if (each instanceof Map<?, ?> storm) {
        bars(chart, "storm " + storm.get("number"), map(storm, "handshake-ms"), 0);
      }
    }
    show(chart);
  }

  private void latencies() {
    var chart = new BarChart("Latency by percentile, ms");
    for (Object each : list("rates")) {
      if (each instanceof Map<?, ?> rate) {
        bars(chart, rate.get("rate") + "/s", map(rate, "latency-ms"), 0);
        bars(chart, rate.get("rate") + "/s, answer", map(rate, "answer-ms"), 1);
      }
    }
    for (Object each : list("storms")) {
      if (each instanceof Map<?, ?> storm) {
        String name = "storm " + storm.get("number");
        bars(chart, name + ", before", map(map(storm, "hot"), "before-ms"), 1);
        bars(chart, name + ", during", map(map(storm, "hot"), "during-ms"), 0);
      }
    }
    show(chart);
  }

  private static void bars(BarChart chart, String name, Map<?, ?> millis, int series) {
    for (String percentile : List.of("p50", "p99")) {
      double value = number(millis, percentile);
      if (Double.isFinite(value)) {
        var _ = chart.bar(name + " " + percentile, value, Axis.text(value), series);
      }
    }
  }

  private void cost() {
    Map<?, ?> cost = map(report, "cost");
    var chart = new BarChart("The cost of a connection, bytes");
    bytes(chart, "resident, all", number(cost, "rss"), 0);
    Map<?, ?> heap = map(cost, "heap");
    map(heap, "parts")
        .forEach((name, value) -> {
          if (value instanceof Number number) {
            bytes(chart, "heap: " + name, number.doubleValue(), 1);
          }
        });
    bytes(chart, "native and slack", number(cost, "native-and-slack"), 1);
    bytes(chart, "kernel, this side", number(map(cost, "kernel"), "bytes"), 2);
    bytes(chart, "queued", number(cost, "queued"), 2);
    bytes(chart, "the client's own", number(map(report, "client"), "rss"), 3);
    show(chart);
  }

  private static void bytes(BarChart chart, String name, double value, int series) {
    if (Double.isFinite(value)) {
      var _ =
          chart.bar(name, Math.max(0, value), String.format(Locale.ROOT, "%,.0f", value), series);
    }
  }

  private void footprints() {
    List<?> footprints = list("footprints");
    var memory = new ArrayList<double[]>();
    for (double[] point : points(footprints, "rss")) {
      memory.add(new double[] {point[0], point[1] / (1 << 20)});
    }
    show(LineChart.overTime("Resident memory of the server, MiB").line("rss", memory));
    show(LineChart.overTime("Open files of the server").line("files", points(footprints, "files")));
  }

  private void show(BarChart chart) {
    if (!chart.isEmpty()) {
      body.append(chart.svg());
    }
  }

  private List<?> list(String name) {
    return report.get(name) instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> map(Map<?, ?> of, String name) {
    return of.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static double number(Map<?, ?> of, String name) {
    return of.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
