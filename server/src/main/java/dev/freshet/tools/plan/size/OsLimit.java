package dev.freshet.tools.plan.size;

/**
 * A limit of the operating system that must be set.
 *
 * @param name of the knob
 * @param value to set
 * @param why in a sentence
 */
public record OsLimit(String name, long value, String why) {}
