package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Rate;

/**
 * Messages and bytes of one region.
 *
 * @param deliveries a second at the peak
 * @param publications a second at the peak
 * @param message bytes of a message on the wire, headers of TCP and IP included
 * @param second bytes a second at the peak, to clients
 * @param month bytes a month, to clients
 */
public record Traffic(
    Rate deliveries, Rate publications, Bytes message, Bytes second, Bytes month) {}
