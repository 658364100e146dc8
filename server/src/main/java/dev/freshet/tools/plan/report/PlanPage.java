package dev.freshet.tools.plan.report;

import dev.freshet.tools.chart.BarChart;
import dev.freshet.tools.chart.Html;
import dev.freshet.tools.chart.LineChart;
import dev.freshet.tools.chart.Page;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.money.Curve;
import dev.freshet.tools.plan.size.MemoryPart;
import dev.freshet.tools.plan.unit.Money;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A plan as one page with plots: no script, nothing from elsewhere, light and dark. */
public final class PlanPage {
  private PlanPage() {}

  /**
   * The page.
   *
   * @param overConnections costs along the peak
   * @param overMessages costs along the message rate
   */
  public static String of(Plan plan, Curve overConnections, Curve overMessages) throws IOException {
    Document document = PlanDocument.of(plan);
    var body = new StringBuilder("<h1>").append(Html.escape(document.title())).append("</h1>\n");
    List<Block> blocks = document.blocks();
    body.append("<p class=\"about\">")
        .append(Html.escape(PlanDocument.asked(plan.demand())))
        .append("</p>\n<p class=\"verdict\">")
        .append(
            Html.escape(
                plan.decision().deciding().when() + ": " + plan.decision().deciding().advice()))
        .append(".</p>\n");
    tiles(body, plan);
    body.append("<div class=\"plots\">\n");
    body.append(
        costs(
            "US dollars a month over connections at the peak",
            plan,
            overConnections,
            point -> (double) point.connections().count()));
    body.append(
        costs(
            "US dollars a month over messages a minute to each connection",
            plan,
            overMessages,
            point -> point.messages().value()));
    body.append(memory(plan)).append(managed(plan));
    body.append("</div>\n").append(Writers.html(blocks.subList(1, blocks.size())));
    return Page.of(document.title(), body);
  }

  private static void tiles(StringBuilder body, Plan plan) {
    Money own = plan.selfHosting().total();
    body.append("<div class=\"tiles\">\n");
    tile(body, "nodes in all", String.valueOf(plan.nodes()));
    tile(body, "connections on each", plan.region().nodes().each().text());
    tile(body, "servers a month", own.text());
    tile(body, "with people", own.plus(plan.people()).text());
    tile(body, "of CPU to let a lost node's clients in", plan.region().storm().lost().text());
    tile(body, "to return in, when all were dropped", plan.region().storm().window().text());
    body.append("</div>\n");
  }

  private static void tile(StringBuilder body, String name, String value) {
    body.append("<div><b>")
        .append(Html.escape(value))
        .append("</b><span>")
        .append(Html.escape(name))
        .append("</span></div>\n");
  }

  private static String costs(
      String title, Plan plan, Curve curve, Function<Curve.Point, Double> place) {
    var chart = LineChart.logarithmic(title);
    for (CurveJson.Series series : CurveJson.lines(curve, plan.quotes())) {
      var points = new ArrayList<double[]>();
      for (int i = 0; i < curve.points().size(); i++) {
        points.add(new double[] {place.apply(curve.points().get(i)), series.values().get(i)});
      }
      var _ = chart.line(series.label(), points, series.number());
    }
    return chart.svg();
  }

  private static String memory(Plan plan) {
    var chart = new BarChart("Memory of a node");
    for (MemoryPart part : plan.region().nodes().memory()) {
      var _ = chart.bar(part.name(), part.node().count(), part.node().text(), part.heap() ? 0 : 1);
    }
    return chart.svg();
  }

  private static String managed(Plan plan) {
    var chart = new BarChart("A month, US dollars");
    Money own = plan.selfHosting().total();
    var _ = chart.bar("servers alone", own.usd(), own.text(), 2);
    Money all = own.plus(plan.people());
    var _ = chart.bar("servers and people", all.usd(), all.text(), 2);
    plan.quotes()
        .forEach(quote ->
            quote
                .bill()
                .ifPresent(bill -> {
                  var _ = chart.bar(quote.name(), bill.total().usd(), bill.total().text(), 3);
                }));
    return chart.svg();
  }
}
