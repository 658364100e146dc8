package dev.freshet.tools.plan.exercise;

import dev.freshet.tools.plan.report.PlanJson;
import dev.freshet.tools.plan.unit.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The exercise as JSON: each answer with its whole plan. */
final class ExerciseJson {
  private ExerciseJson() {}

  static Map<String, Object> of(Exercise exercise) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("form", PlanJson.FORM);
    all.put("services", exercise.answers().stream().map(ExerciseJson::answer).toList());
    return all;
  }

  private static Map<String, Object> answer(Answer answer) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("service", answer.service().key());
    all.put("modelled-on", answer.service().what());
    all.put(
        "figures",
        answer.service().figures().stream()
            .map(each -> Map.of("what", each.what(), "source", each.source(), "date", each.date()))
            .toList());
    all.put("answer", answer.figuring().answer());
    all.putAll(figuring(answer.figuring()));
    List<Map<String, Object>> objections =
        answer.objections().stream()
            .map(each -> {
              Map<String, Object> map = new LinkedHashMap<>();
              map.put("assumed", each.what());
              map.putAll(figuring(each.figuring()));
              return map;
            })
            .toList();
    all.put("objections", objections);
    all.put("plan", PlanJson.of(answer.figuring().plan()));
    return all;
  }

  private static Map<String, Object> figuring(Figuring figuring) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("peak-connections", figuring.plan().demand().peak().count());
    all.put("deciding", figuring.row().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    all.put("nodes-in-all", figuring.plan().nodes());
    all.put("servers-usd-month", cents(figuring.servers()));
    all.put("with-people-usd-month", cents(figuring.withPeople()));
    figuring
        .managed()
        .ifPresent(quote -> {
          all.put("cheapest-managed", quote.key());
          all.put("cheapest-managed-usd-month", cents(figuring.managedCost().orElseThrow()));
        });
    all.put("own-is-cheaper", figuring.ownIsCheaper());
    return all;
  }

  private static double cents(Money money) {
    return Math.rint(money.usd() * 100) / 100;
  }
}
