package dev.freshet.tools.plan.demand;

/**
 * A published figure that a preset is from.
 *
 * @param what it says
 * @param source who said so
 * @param date of it, as far as it is known
 */
public record Figure(String what, String source, String date) {}
