package dev.freshet.tools.plan;

import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Estimate;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Line;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.Crossing;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.unit.Money;
import java.util.List;
import java.util.Optional;

/**
 * A whole plan.
 *
 * @param demand all regions together
 * @param estimate how the peak was reckoned; empty where it was given
 * @param cost what a connection costs, and who measured it
 * @param region one of {@code demand.regions()} that are alike
 * @param crossing between regions; empty where there is one
 * @param balancers what each kind of load balancer would cost a month, the one that is used first
 * @param selfHosting a month of all regions without people
 * @param people what people cost a month
 * @param quotes of managed services
 * @param crossovers by message rate, people and service
 * @param notes what this plan assumes, and what is not confirmed
 */
public record Plan(
    Workload demand,
    Circumstances circumstances,
    Optional<Estimate> estimate,
    Decision decision,
    ConnectionCost cost,
    RegionPlan region,
    Optional<Crossing> crossing,
    List<Line> balancers,
    Bill selfHosting,
    Money people,
    List<Quote> quotes,
    List<Crossover> crossovers,
    List<String> notes) {
  /** Takes copies. */
  public Plan {
    balancers = List.copyOf(balancers);
    quotes = List.copyOf(quotes);
    crossovers = List.copyOf(crossovers);
    notes = List.copyOf(notes);
  }

  /** Nodes of all regions. */
  public int nodes() {
    return region.nodes().count() * demand.regions();
  }
}
