package dev.freshet.tools.plan.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.Planner;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.money.Crossovers;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.Measured;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final PriceList PRICES = PriceList.standard();

  private static Request request() throws InputFaults {
    return Request.read(Map.of("peak", "250k", "tls", "true", "regions", "2"), PRICES);
  }

  private static Planner planner() throws InputFaults {
    return request().planner(PRICES, new Measured().cost());
  }

  private static Plan plan() throws InputFaults {
    return request().plan(PRICES, new Measured().cost());
  }

  @Test
  void textHasEverySectionAndNoColours() throws InputFaults {
    List<String> lines = Writers.text(PlanDocument.of(plan()));
    assertThat(lines)
        .contains(
            "Decision",
            "Nodes of one region",
            "Redis of one region",
            "Storms of one region",
            "Limits to set on a node",
            "Regions",
            "Self-hosting, a month",
            "Managed services, a month",
            "What this rests on")
        .noneMatch(line -> line.indexOf(27) >= 0)
        .noneMatch(line -> line.contains("NaN"));
    assertThat(lines).filteredOn(line -> line.length() > 130).isEmpty();
  }

  @Test
  void markdownHasTablesOfTheSameRows() throws InputFaults {
    List<String> lines = Writers.markdown(PlanDocument.of(plan()));
    assertThat(lines.getFirst()).isEqualTo("# Plan for 250K connections");
    assertThat(lines).contains("## Decision", "| what | how much |", "|---|---|");
    assertThat(lines).anyMatch(line -> line.startsWith("| LimitNOFILE | "));
  }

  @Test
  void aCellCannotBreakATable() {
    Document document = new Document("t").table(List.of("a", ">b"), List.of(List.of("x|<y>", "1")));
    assertThat(Writers.markdown(document)).contains("| x\\|&lt;y> | 1 |");
    assertThat(Writers.html(document.blocks())).contains("<td>x|&lt;y&gt;</td>");
  }

  @Test
  void aPageNeedsNothingElse() throws InputFaults, IOException {
    Plan plan = plan();
    String page =
        PlanPage.of(
            plan,
            planner().curve(plan.demand(), Crossovers.FROM, Crossovers.TO),
            planner().curveOverMessages(plan.demand()));
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("prefers-color-scheme: dark", "width=device-width", "<svg", "Ably, list price")
        .doesNotContain("<script")
        .doesNotContain("NaN")
        .doesNotContain("src=")
        .doesNotContain("url(");
  }

  @Test
  void jsonHasTheNamesOfItsForm() throws InputFaults {
    Map<String, Object> json = PlanJson.of(plan());
    assertThat(json.keySet())
        .containsExactly(
            "form",
            "demand",
            "decision",
            "nodes-in-all",
            "region",
            "crossing",
            "balancers",
            "self-hosting",
            "people-usd-month",
            "managed",
            "crossovers",
            "cost",
            "notes");
    assertThat(json).containsEntry("form", 1);
  }

  @Test
  void aCurveHasAValueForEachPlaceAndLine() throws InputFaults {
    Plan plan = plan();
    Map<String, Object> curve =
        CurveJson.of(planner().curve(plan.demand(), Crossovers.FROM, Crossovers.TO), plan.quotes());
    int places = ((List<?>) curve.getOrDefault("connections", List.of())).size();
    assertThat(places).isGreaterThan(40);
    List<?> lines = (List<?>) curve.getOrDefault("lines", List.of());
    assertThat(lines).hasSizeGreaterThan(7);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat((List<?>) ((Map<?, ?>) line).get("usd_month")).hasSize(places));
    assertThat(curve).containsKey("crossovers");
  }
}
