package dev.freshet.tools.plan.exercise;

import dev.freshet.tools.plan.Decision;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.demand.Audience;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.report.Document;
import dev.freshet.tools.plan.size.StormPlan;
import dev.freshet.tools.plan.size.Traffic;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The exercise to read: three answers step by step, then all of them side by side. */
final class ExerciseDocument {
  private final Exercise exercise;
  private final Document to =
      new Document("The exercise: three services, their size, and who should run them");

  ExerciseDocument(Exercise exercise) {
    this.exercise = exercise;
  }

  Document write() {
    to.paragraph(
        "Take three services, estimate how many connections each has at its peak, find its row in the"
            + " decision matrix, and say why. One worked answer follows. It is there to be argued with:"
            + " every assumption can be changed with --set SERVICE.INPUT=VALUE, and what a change would do"
            + " stands below each answer.");
    exercise.answers().forEach(this::answer);
    together();
    arguing();
    return to;
  }

  private static String name(Answer answer) {
    String key = answer.service().key();
    return key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
  }

  private void answer(Answer answer) {
    String name = name(answer);
    to.heading(name + ", 1: who is connected, and when");
    to.paragraph("Modelled on %s. Published:".formatted(answer.service().what()));
    to.bullets(
        answer.service().figures().stream()
            .map(each -> "%s (%s, %s)".formatted(each.what(), each.source(), each.date()))
            .toList());
    answer.request().estimate().ifPresent(this::estimate);
    to.heading(name + ", 2: what that asks of the servers");
    demand(answer.figuring().plan());
    to.heading(name + ", 3: the place in the matrix");
    decision(answer);
    to.heading(name + ", 4: the answer");
    to.paragraph(answer.figuring().answer());
    to.heading(name + ", 5: if another assumption is right");
    objections(answer);
  }

  private void estimate(Estimate estimate) {
    Audience audience = estimate.audience();
    to.paragraph(
        ("By time, which is Little's law: users %s × sessions %s × minutes (%s + %s) = %s minutes a day each;"
                + " ÷ 1,440 × devices %s = %s connections on average; × peak factor %s = %s.")
            .formatted(
                audience.daily().text(),
                Figures.few(audience.sessions().value()),
                Figures.few(audience.session().value()),
                Figures.few(audience.linger().value()),
                Figures.few(audience.online().value()),
                Figures.few(audience.devices().value()),
                estimate.average().text(),
                Figures.few(audience.peakFactor().value()),
                estimate.peak().text()));
    to.paragraph(
        "By the rule that 30 %% are online: %s. %s"
            .formatted(estimate.byRule().text(), estimate.why()));
  }

  private void demand(Plan plan) {
    Workload demand = plan.demand();
    Traffic traffic = plan.region().traffic();
    String regions =
        demand.regions() > 1 ? ", in each of %d regions".formatted(demand.regions()) : "";
    to.paragraph(
        ("%s messages a minute of %s bytes to each of %s connections (assumed): %s deliveries a second at the"
                + " peak, %s to clients in a month%s. With %s channels, %s of them for each connection, these are"
                + " %s publications a second.")
            .formatted(
                Figures.few(demand.messages().value()),
                Figures.few(demand.payload().count()),
                demand.peak().text(),
                traffic.deliveries().text(),
                traffic.month().decimal(),
                regions,
                Figures.count((double) demand.channels()),
                demand.subscriptions(),
                traffic.publications().text()));
    StormPlan storm = plan.region().storm();
    to.paragraph(
        ("That takes %s × %s%s, with %s connections on each; %s. There is CPU to let everybody in at once within"
                + " %s, and a lost node's clients within %s; how long clients wait before they come back is not in it.")
            .formatted(
                Figures.count(plan.region().nodes().count()),
                plan.region().nodes().instance().name(),
                regions,
                plan.region().nodes().each().text(),
                plan.region().redis().kind().word(),
                storm.window().text(),
                storm.lost().text()));
  }

  private void decision(Answer answer) {
    Decision decision = answer.figuring().plan().decision();
    to.paragraph("%s: %s.".formatted(decision.deciding().when(), decision.deciding().advice()));
    to.paragraph("For it:");
    to.bullets(decision.reasons());
    to.paragraph("Against it:");
    var against = new ArrayList<>(decision.against());
    against.addAll(doubts(answer));
    to.bullets(against.isEmpty() ? List.of("Nothing that is reckoned here.") : against);
  }

  /** What would turn it: other assumptions by which the other side costs less, or is advised. */
  private static List<String> doubts(Answer answer) {
    Figuring now = answer.figuring();
    var doubts = new ArrayList<String>();
    for (Objection each : answer.objections()) {
      Figuring other = each.figuring();
      if (other.ownIsCheaper() != now.ownIsCheaper()) {
        doubts.add(
            "With %s it is %s that costs less: %s with people, %s managed."
                .formatted(
                    each.what(),
                    other.cheaper(),
                    other.withPeople().text(),
                    other.managedCost().map(Money::text).orElse("no price")));
      }
      if (other.row().advisesManaged() != now.row().advisesManaged()) {
        doubts.add(
            "With %s the row is “%s”: %s."
                .formatted(each.what(), other.row().when(), other.row().advice()));
      }
    }
    return doubts;
  }

  private void objections(Answer answer) {
    var rows = new ArrayList<List<String>>();
    rows.add(row("as it is", answer.figuring()));
    answer.objections().forEach(each -> rows.add(row(each.what(), each.figuring())));
    to.table(
        List.of(
            "if",
            ">peak",
            ">nodes",
            ">with people",
            ">cheapest managed",
            "cheaper",
            "row that decides"),
        rows);
  }

  private static List<String> row(String what, Figuring figuring) {
    return List.of(
        what,
        figuring.plan().demand().peak().text(),
        Figures.count(figuring.plan().nodes()),
        figuring.withPeople().text(),
        figuring.managedCost().map(Money::text).orElse("–"),
        figuring.cheaper(),
        figuring.row().when());
  }

  private void together() {
    to.heading("Side by side");
    var rows = new ArrayList<List<String>>();
    for (Answer answer : exercise.answers()) {
      Figuring figuring = answer.figuring();
      rows.add(
          List.of(
              answer.service().key(),
              figuring.plan().demand().peak().text(),
              answer.request().estimate().map(each -> each.byRule().text()).orElse("–"),
              figuring.row().when(),
              figuring.servers().text(),
              figuring.withPeople().text(),
              figuring.managedCost().map(Money::text).orElse("–"),
              figuring.managed().map(Quote::name).orElse("–")));
    }
    to.table(
        List.of(
            "service",
            ">peak",
            ">by 30 %",
            "row",
            ">servers",
            ">with people",
            ">managed",
            "which is cheapest"),
        rows);
  }

  private void arguing() {
    to.heading("What to argue with first");
    var items = new ArrayList<String>();
    for (Answer answer : exercise.answers()) {
      items.add(name(answer) + ": " + turning(answer));
    }
    items.add(
        "What no one publishes is assumed: messages, payload, channels, devices, linger and peak factor; so is"
            + " what people cost (--set people=USD).");
    items.addAll(exercise.answers().getFirst().figuring().plan().notes());
    to.bullets(items);
  }

  /** Which other assumptions would turn the row, or who is cheaper. */
  private static String turning(Answer answer) {
    Figuring now = answer.figuring();
    List<String> row =
        answer.objections().stream()
            .filter(each -> each.figuring().row() != now.row())
            .map(Objection::what)
            .toList();
    List<String> money =
        answer.objections().stream()
            .filter(each -> each.figuring().ownIsCheaper() != now.ownIsCheaper())
            .map(Objection::what)
            .toList();
    return "the row turns with %s; who is cheaper turns with %s."
        .formatted(
            row.isEmpty() ? "none of these" : String.join(", ", row),
            money.isEmpty() ? "none of these" : String.join(", ", money));
  }
}
