package dev.freshet.tools.plan.report;

import dev.freshet.tools.plan.Decision;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Line;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.size.ConnectionCost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plan as JSON has it: kebab-case names, units in the names. docs/reference/plan.md has the form.
 */
public final class PlanJson {
  /** Changes when a name or its meaning does. */
  public static final int FORM = 1;

  private PlanJson() {}

  /** The whole plan. */
  public static Map<String, Object> of(Plan plan) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("form", FORM);
    all.put("demand", demand(plan.demand()));
    plan.estimate().ifPresent(estimate -> all.put("estimate", estimate(estimate)));
    all.put("decision", decision(plan.decision()));
    all.put("nodes-in-all", plan.nodes());
    all.put("region", RegionJson.of(plan.region()));
    plan.crossing()
        .ifPresent(crossing ->
            all.put(
                "crossing",
                pair(
                    "bytes-per-second",
                    crossing.second().count(),
                    "bytes-per-month",
                    crossing.month().count())));
    all.put("balancers", plan.balancers().stream().map(PlanJson::line).toList());
    all.put("self-hosting", bill(plan.selfHosting()));
    all.put("people-usd-month", rounded(plan.people().usd()));
    all.put("managed", plan.quotes().stream().map(PlanJson::quote).toList());
    all.put("crossovers", plan.crossovers().stream().map(PlanJson::crossover).toList());
    all.put("cost", cost(plan.cost()));
    all.put("notes", plan.notes());
    return all;
  }

  static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }

  private static Map<String, Object> pair(String one, double first, String two, double second) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(one, rounded(first));
    all.put(two, rounded(second));
    return all;
  }

  private static Map<String, Object> demand(Workload demand) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", demand.name());
    all.put("peak-connections", demand.peak().count());
    all.put("average-part", rounded(demand.average().value()));
    all.put("messages-per-minute", demand.messages().value());
    all.put("payload-bytes", rounded(demand.payload().count()));
    all.put("channels", demand.channels());
    all.put("subscriptions", demand.subscriptions());
    all.put("tls", demand.tls());
    all.put("regions", demand.regions());
    all.put("history", demand.history());
    demand.monthly().ifPresent(users -> all.put("monthly-users", users.count()));
    all.put("messages-per-month", rounded(demand.heard().count()));
    all.put("connection-minutes-per-month", rounded(demand.connectionMinutes().count()));
    return all;
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("daily-users", estimate.audience().daily().count());
    all.put("minutes-per-day", rounded(estimate.audience().online().value()));
    all.put("devices", rounded(estimate.audience().devices().value()));
    all.put("peak-factor", rounded(estimate.audience().peakFactor().value()));
    all.put("average-connections", estimate.average().count());
    all.put("peak-connections", estimate.peak().count());
    all.put("by-30-percent", estimate.byRule().count());
    all.put("why", estimate.why());
    return all;
  }

  private static Map<String, Object> decision(Decision decision) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("row", name(decision.row()));
    all.put("deciding", name(decision.deciding()));
    all.put("when", decision.deciding().when());
    all.put("advice", decision.deciding().advice());
    all.put("reasons", decision.reasons());
    all.put("against", decision.against());
    return all;
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> bill(Bill bill) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("usd-month", rounded(bill.total().usd()));
    all.put("lines", bill.lines().stream().map(PlanJson::line).toList());
    return all;
  }

  private static Map<String, Object> line(Line line) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("what", line.what());
    all.put("how", line.how());
    all.put("usd-month", rounded(line.cost().usd()));
    return all;
  }

  private static Map<String, Object> quote(Quote quote) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", quote.key());
    all.put("name", quote.name());
    quote.bill().ifPresent(bill -> all.putAll(bill(bill)));
    if (!quote.why().isEmpty()) {
      all.put("none-because", quote.why());
    }
    all.put("notes", quote.notes());
    return all;
  }

  static Map<String, Object> crossover(Crossover crossover) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("with", crossover.key());
    all.put("messages-per-minute", crossover.messages().value());
    all.put("people-usd-month", rounded(crossover.people().usd()));
    crossover
        .at()
        .ifPresent(at -> {
          all.put("connections", at.count());
          all.put("usd-month", rounded(crossover.cost().usd()));
        });
    all.put("words", crossover.words());
    return all;
  }

  private static Map<String, Object> cost(ConnectionCost cost) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("heap-bytes", rounded(cost.heap().count()));
    all.put("outside-bytes", rounded(cost.outside().count()));
    all.put("kernel-bytes", rounded(cost.kernel().count()));
    all.put("tls-heap-bytes", rounded(cost.tlsHeap().count()));
    all.put("tls-outside-bytes", rounded(cost.tlsOutside().count()));
    all.put("handshake-us", rounded(cost.handshake().micros()));
    all.put("tls-handshake-us", rounded(cost.tlsHandshake().micros()));
    all.put("idle-us-per-second", rounded(cost.idle().micros()));
    all.put(
        "deliveries",
        cost.deliveries().stream()
            .map(each ->
                pair("messages-per-minute", each.messages().value(), "us", each.cpu().micros()))
            .toList());
    all.put("sources", List.copyOf(cost.sources()));
    return all;
  }
}
