package dev.freshet.tools.plan.price;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Hourly;

/**
 * A machine that can be rented.
 *
 * @param name as the seller calls it
 * @param cores virtual ones
 * @param memory in all
 * @param hour its price
 * @param origin where the price is from
 */
public record Instance(String name, int cores, Bytes memory, Hourly hour, Origin origin) {}
