package dev.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cli.client.Json;
import dev.freshet.console.view.PlanSource;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Plan;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.exercise.Exercise;
import dev.freshet.tools.plan.money.Crossovers;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.report.CurveJson;
import dev.freshet.tools.plan.report.PlanJson;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.Measured;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The planner behind the console, with the prices and costs that come with this release. The price
 * list is read when somebody first asks.
 */
final class ConsolePlans implements PlanSource {
  /** What is reckoned with; made once, by whoever comes first. */
  private static final class Standard {
    static final PriceList PRICES = PriceList.standard();
    static final ConnectionCost COST = new Measured().cost();
  }

  /** Always the same, and a second's work. */
  private static final class Worked {
    static final byte[] EXERCISE = exercise();

    private static byte[] exercise() {
      try {
        return bytes(Exercise.of(Map.of(), Standard.PRICES, Standard.COST).json());
      } catch (InputFaults e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public byte[] plan(Map<String, List<String>> options) {
    Request request = request(options);
    return bytes(PlanJson.of(plan(request)));
  }

  @Override
  public byte[] curve(Map<String, List<String>> options) {
    Request request = request(options);
    Plan plan = plan(request);
    var planner = request.planner(Standard.PRICES, Standard.COST);
    var curve = planner.curve(plan.demand(), Crossovers.FROM, Crossovers.TO);
    return bytes(CurveJson.of(curve, plan.quotes()));
  }

  @Override
  public byte[] exercise() {
    return Worked.EXERCISE.clone();
  }

  private static Plan plan(Request request) {
    try {
      return request.plan(Standard.PRICES, Standard.COST);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static Request request(Map<String, List<String>> options) {
    var inputs = new LinkedHashMap<String, String>();
    options.forEach((name, values) -> inputs.put(name, values.getLast()));
    try {
      return Request.read(inputs, Standard.PRICES);
    } catch (InputFaults e) {
      throw bad(String.join("; ", e.faults()));
    }
  }

  private static Refused bad(String detail) {
    return new Refused(Problem.BAD_REQUEST, detail);
  }

  private static byte[] bytes(Map<String, Object> json) {
    return Json.write(json).getBytes(UTF_8);
  }
}
