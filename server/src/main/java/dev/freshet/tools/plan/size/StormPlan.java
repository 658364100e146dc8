package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Seconds;

/**
 * What happens when connections come back, in one region.
 *
 * @param perNode handshakes a second that a node can take beside its deliveries
 * @param all handshakes a second of all nodes
 * @param window over which clients must spread when everybody was dropped; shorter and they queue
 * @param lost time until all are back after one node is lost; 0 where there is only one
 * @param allowed the time to recover that was asked for
 * @param deployRate connections a second that a rolling deploy may move
 * @param deployNode time to empty one node at that rate
 * @param deployAll time to replace all nodes, one after the other
 */
public record StormPlan(
    Rate perNode,
    Rate all,
    Seconds window,
    Seconds lost,
    Seconds allowed,
    Rate deployRate,
    Seconds deployNode,
    Seconds deployAll) {}
