package dev.freshet.tools.plan.exercise;

/**
 * An assumption that somebody may doubt, and what comes of another one.
 *
 * @param what is assumed instead, in a few words
 * @param figuring by that
 */
record Objection(String what, Figuring figuring) {}
