package dev.freshet.tools.plan.exercise;

import dev.freshet.tools.plan.Input;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.demand.Audience;
import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.report.Document;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.unit.Figures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The exercise: for each {@link Service} an estimate, its place in the decision matrix, what speaks
 * for and against it, and what other assumptions would change. All figures are the planner's.
 */
public final class Exercise {
  private static final int TEAM = 3;
  private static final int WEEKS = 6;
  private static final double MORE = 10;

  private final PriceList prices;
  private final ConnectionCost cost;
  private final List<Answer> answers = new ArrayList<>();

  private Exercise(PriceList prices, ConnectionCost cost) {
    this.prices = prices;
    this.cost = cost;
  }

  /**
   * Works it out, which takes some hundred milliseconds.
   *
   * @param changes {@code KEY} or {@code SERVICE.KEY}, with a key of {@link Input}, to its value; a
   *     change of one service goes before one of all
   * @throws InputFaults with all that is wrong
   */
  public static Exercise of(Map<String, String> changes, PriceList prices, ConnectionCost cost)
      throws InputFaults {
    var exercise = new Exercise(prices, cost);
    var faults = new ArrayList<String>(unknown(changes));
    for (Service service : Service.values()) {
      try {
        exercise.answers.add(exercise.answer(service, inputs(service, changes)));
      } catch (IllegalArgumentException e) {
        faults.add(service.key() + ": " + e.getMessage());
      } catch (InputFaults e) {
        e.faults().stream()
            .map(fault -> fault.replaceFirst("^--", "--set " + service.key() + "."))
            .forEach(faults::add);
      }
    }
    if (!faults.isEmpty()) {
      throw new InputFaults(faults);
    }
    return exercise;
  }

  private static List<String> unknown(Map<String, String> changes) {
    return changes.keySet().stream()
        .filter(key -> key.contains("."))
        .filter(key ->
            Arrays.stream(Service.values()).noneMatch(each -> key.startsWith(each.key() + ".")))
        .map(key ->
            "--set: %s (expected: KEY, or SERVICE.KEY with a service of %s)"
                .formatted(
                    key,
                    Arrays.stream(Service.values())
                        .map(Service::key)
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private static Map<String, String> inputs(Service service, Map<String, String> changes) {
    var inputs = new LinkedHashMap<String, String>();
    changes.forEach((key, value) -> {
      if (!key.contains(".")) {
        inputs.put(key, value);
      }
    });
    String own = service.key() + ".";
    changes.forEach((key, value) -> {
      if (key.startsWith(own)) {
        inputs.put(key.substring(own.length()), value);
      }
    });
    // Whoever says how many there are at the peak does not say who.
    if (inputs.containsKey(Input.PEAK.key())) {
      inputs.remove(Input.DAILY_USERS.key());
    }
    inputs.put(Input.SERVICE.key(), service.key());
    return inputs;
  }

  private Answer answer(Service service, Map<String, String> inputs) throws InputFaults {
    Request request = Request.read(inputs, prices);
    Plan plan = request.plan(prices, cost);
    var objections = new ArrayList<Objection>();
    people(request, inputs, objections);
    double messages = request.demand().messages().value();
    doubt(objections, "ten times the messages", inputs, Input.MESSAGES, messages * MORE);
    doubt(objections, "a tenth of the messages", inputs, Input.MESSAGES, messages / MORE);
    double high = prices.value(Price.PEOPLE_HIGH);
    doubt(objections, "people for " + Figures.money(high), inputs, Input.PEOPLE, high);
    double rota = prices.value(Price.SMALL_TEAM);
    double paid = rota * prices.value(Price.PERSON);
    String many = "%s people on call for %s".formatted(Figures.few(rota), Figures.money(paid));
    doubt(objections, many, inputs, Input.PEOPLE, paid);
    doubt(objections, "TLS ended by the nodes", inputs, Map.of(Input.TLS, "true"));
    doubt(objections, "a team of %d".formatted(TEAM), inputs, Input.TEAM, TEAM);
    doubt(objections, "a deadline of %d weeks".formatted(WEEKS), inputs, Input.DEADLINE, WEEKS);
    doubt(objections, "a protocol of one's own", inputs, Map.of(Input.CUSTOM_PROTOCOL, "true"));
    if (service == Service.STOCKS) {
      doubt(objections, "orders are traded over it", inputs, Map.of(Input.TRADING, "true"));
    }
    objections.removeIf(each -> each.figuring().plan().equals(plan));
    return new Answer(service, request, Figuring.of(plan), objections);
  }

  /** Doubts about who is connected, where the peak was reckoned from people. */
  private void people(Request request, Map<String, String> inputs, List<Objection> to) {
    Optional<Audience> audience = request.audience();
    if (audience.isEmpty()) {
      return;
    }
    double users = audience.get().daily().count();
    var rule = new LinkedHashMap<>(inputs);
    rule.remove(Input.DAILY_USERS.key());
    double byRule = request.estimate().orElseThrow().byRule().count();
    doubt(to, "30 % of the day's users at the peak", rule, Input.PEAK, byRule);
    doubt(to, "ten times the users", inputs, Input.DAILY_USERS, users * MORE);
    doubt(to, "a tenth of the users", inputs, Input.DAILY_USERS, Math.ceil(users / MORE));
    double peak = audience.get().peakFactor().value();
    doubt(to, "twice the peak factor", inputs, Input.PEAK_FACTOR, peak * 2);
  }

  private void doubt(
      List<Objection> to, String what, Map<String, String> inputs, Input input, double value) {
    doubt(to, what, inputs, Map.of(input, BigDecimal.valueOf(value).toPlainString()));
  }

  /** Left out where the planner does not go so far. */
  private void doubt(
      List<Objection> to, String what, Map<String, String> inputs, Map<Input, String> changes) {
    var changed = new LinkedHashMap<>(inputs);
    changes.forEach((input, value) -> changed.put(input.key(), value));
    try {
      to.add(new Objection(what, Figuring.of(Request.read(changed, prices).plan(prices, cost))));
    } catch (InputFaults | IllegalArgumentException _) {
      // Beyond what is planned for: it does not make an argument.
    }
  }

  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** For text and Markdown. */
  public Document document() {
    return new ExerciseDocument(this).write();
  }

  /** As JSON has it; docs/reference/plan.md has the form. */
  public Map<String, Object> json() {
    return ExerciseJson.of(this);
  }
}
