package dev.freshet.tools.plan;

import dev.freshet.tools.plan.demand.Audience;
import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.Wishes;
import dev.freshet.tools.plan.unit.Money;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the planner.
 *
 * @param service the preset, where one was named
 * @param estimate how the peak was reckoned, where it was
 * @param people what they cost a month
 */
public record Request(
    Workload demand,
    Circumstances circumstances,
    Optional<Service> service,
    Optional<Estimate> estimate,
    Wishes wishes,
    Money people) {

  /**
   * That of inputs by name.
   *
   * @param values texts by the keys of {@link Input}; of flags "true" or "false"
   * @throws InputFaults with all that is wrong
   */
  public static Request read(Map<String, String> values, PriceList prices) throws InputFaults {
    return new RequestReader(values, prices).read();
  }

  /** That of a preset as it is. */
  public static Request of(Service service, PriceList prices) {
    try {
      return read(Map.of(Input.SERVICE.key(), service.key()), prices);
    } catch (InputFaults e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who makes the plan. */
  public Planner planner(PriceList prices, ConnectionCost cost) {
    return new Planner(prices, cost, wishes, people);
  }

  /**
   * The plan.
   *
   * @throws IllegalArgumentException in a sentence, when no number of nodes would do
   */
  public Plan plan(PriceList prices, ConnectionCost cost) {
    return planner(prices, cost).plan(demand, circumstances, estimate);
  }

  /** The people the peak was reckoned from. */
  public Optional<Audience> audience() {
    return estimate.map(Estimate::audience);
  }
}
