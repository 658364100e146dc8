package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Rate;

/**
 * What the load balancer of one region must carry.
 *
 * @param needed whether there is more than one node
 * @param active connections at the peak
 * @param fresh new connections a second in the worst storm that is planned for
 * @param hourly bytes an hour, on the average of the month
 */
public record BalancerPlan(boolean needed, Connections active, Rate fresh, Bytes hourly) {}
