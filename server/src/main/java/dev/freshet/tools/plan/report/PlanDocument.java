package dev.freshet.tools.plan.report;

import dev.freshet.tools.plan.Decision;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Line;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A plan as a document: what text, Markdown and the page have in common. */
public final class PlanDocument {
  private static final List<String> TWO = List.of("what", "how much");

  private final Plan plan;
  private final Document to;

  private PlanDocument(Plan plan) {
    this.plan = plan;
    this.to = new Document("Plan for " + plan.demand().peak().text() + " connections");
  }

  /** The document of a plan. */
  public static Document of(Plan plan) {
    return new PlanDocument(plan).write();
  }

  private Document write() {
    to.paragraph(asked(plan.demand()));
    plan.estimate().ifPresent(this::estimate);
    decision();
    new SizeParts(plan, to).write();
    money();
    crossovers();
    rests();
    return to;
  }

  /** What was asked for, in a sentence. */
  static String asked(Workload demand) {
    return "%s: %s connections at the peak, %s %% of that on average, messages to each: %s a minute of %s bytes, %s channels of which each connection hears %s%s%s%s."
        .formatted(
            demand.name(),
            demand.peak().text(),
            Figures.few(demand.average().value() * 100),
            Figures.few(demand.messages().value()),
            Figures.few(demand.payload().count()),
            Figures.count((double) demand.channels()),
            demand.subscriptions(),
            demand.history() > 0
                ? ", %s messages of history each".formatted(Figures.count(demand.history()))
                : "",
            demand.tls() ? ", TLS ended by the nodes" : ", without TLS at the nodes",
            demand.regions() > 1 ? ", in %d regions".formatted(demand.regions()) : "");
  }

  private void estimate(Estimate estimate) {
    to.heading("From users to connections");
    to.table(
        TWO,
        List.of(
            List.of("users on a day", estimate.audience().daily().text()),
            List.of(
                "minutes a day that one is connected",
                Figures.few(estimate.audience().online().value())),
            List.of("connections on average, by Little's law", estimate.average().text()),
            List.of(
                "at the peak, %s times that"
                    .formatted(Figures.few(estimate.audience().peakFactor().value())),
                estimate.peak().text()),
            List.of("by the rule of 30 % online", estimate.byRule().text())));
    to.paragraph(estimate.why());
  }

  private void decision() {
    Decision decision = plan.decision();
    to.heading("Decision");
    to.paragraph("%s: %s.".formatted(decision.deciding().when(), decision.deciding().advice()));
    to.bullets(decision.reasons());
    if (!decision.against().isEmpty()) {
      to.paragraph("Against it:");
      to.bullets(decision.against());
    }
  }

  private void money() {
    to.heading("Self-hosting, a month");
    var rows = new ArrayList<List<String>>();
    for (Line line : plan.selfHosting().lines()) {
      rows.add(List.of(line.what(), line.how(), line.cost().text()));
    }
    Money own = plan.selfHosting().total();
    rows.add(List.of("all", "", own.text()));
    rows.add(
        List.of("with people", "people " + plan.people().text(), own.plus(plan.people()).text()));
    to.table(List.of("what", "how", ">a month"), rows);
    to.heading("Managed services, a month");
    var services = new ArrayList<List<String>>();
    var notes = new ArrayList<String>();
    for (Quote quote : plan.quotes()) {
      services.add(
          List.of(
              quote.name(),
              quote.bill().map(Bill::total).map(Money::text).orElse("–"),
              quote.bill().map(bill -> times(bill.total(), own)).orElse("–"),
              quote.bill().map(PlanDocument::parts).orElse(quote.why())));
      quote.notes().forEach(note -> notes.add(quote.name() + ": " + note + "."));
    }
    to.table(List.of("service", ">a month", ">× servers alone", "of it"), services);
    to.bullets(notes);
  }

  private static String times(Money managed, Money own) {
    return own.usd() > 0 ? Figures.few(managed.usd() / own.usd()) : "–";
  }

  private static String parts(Bill bill) {
    var text = new StringBuilder();
    for (Line line : bill.lines()) {
      if (line.cost().usd() > 0) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(line.what())
            .append(' ')
            .append(line.cost().text());
      }
    }
    return text.toString();
  }

  private void crossovers() {
    to.heading("From how many connections on self-hosting is cheaper");
    to.paragraph(
        "With people at %s a month, by messages a minute to each connection:"
            .formatted(plan.people().text()));
    List<PerMinute> rates =
        plan.crossovers().stream().map(Crossover::messages).distinct().sorted().toList();
    crossovers(
        rates,
        rate -> Figures.few(rate.value()) + " a minute",
        (quote, rate) -> at(quote.key(), rate, plan.people()));
    PerMinute own = plan.demand().messages();
    to.paragraph(
        "With messages at %s a minute, by what people cost a month:"
            .formatted(Figures.few(own.value())));
    List<Money> sums =
        plan.crossovers().stream().map(Crossover::people).distinct().sorted().toList();
    crossovers(sums, sum -> "people " + sum.text(), (quote, sum) -> at(quote.key(), own, sum));
  }

  /** A table of services by something else. */
  private <T> void crossovers(
      List<T> columns, Function<T, String> head, BiFunction<Quote, T, String> cell) {
    var heads = new ArrayList<String>(List.of("service"));
    columns.forEach(each -> heads.add(">" + head.apply(each)));
    var rows = new ArrayList<List<String>>();
    for (Quote quote : priced()) {
      var row = new ArrayList<String>(List.of(quote.name()));
      columns.forEach(each -> row.add(cell.apply(quote, each)));
      rows.add(row);
    }
    to.table(heads, rows);
  }

  /** Those that have a price anywhere. */
  private List<Quote> priced() {
    return plan.quotes().stream()
        .filter(quote ->
            plan.crossovers().stream()
                .anyMatch(each -> each.key().equals(quote.key()) && each.isPriced()))
        .toList();
  }

  private String at(String key, PerMinute rate, Money people) {
    return plan.crossovers().stream()
        .filter(each ->
            each.key().equals(key) && each.messages().equals(rate) && each.people().equals(people))
        .map(Crossover::words)
        .findFirst()
        .orElse("–");
  }

  private void rests() {
    to.heading("What this rests on");
    var items = new ArrayList<>(plan.cost().sources());
    items.addAll(plan.notes());
    to.bullets(items);
  }
}
