package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.demand.Workload;
import java.util.List;

/**
 * A cluster: all that one region needs. All regions of a plan are alike.
 *
 * @param demand the region's own part
 */
public record RegionPlan(
    Workload demand,
    NodePlan nodes,
    RedisPlan redis,
    BalancerPlan balancer,
    StormPlan storm,
    Traffic traffic,
    List<OsLimit> limits) {
  /** Takes copies. */
  public RegionPlan {
    limits = List.copyOf(limits);
  }
}
