package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.unit.Money;

/**
 * A line of a bill.
 *
 * @param what is paid for
 * @param how it is reckoned
 */
public record Line(String what, String how, Money cost) {}
