package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;

/**
 * What crosses between regions when every publication is to be heard in all of them. This release
 * does not carry it: an application publishes to each region itself.
 *
 * @param second bytes a second at the peak, over all pairs
 * @param month bytes a month, over all pairs
 */
public record Crossing(Bytes second, Bytes month) {}
