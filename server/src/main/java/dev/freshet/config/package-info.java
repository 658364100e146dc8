/**
 * What an operator sets: the table of settings, the apps, and where each value came from. {@link
 * dev.freshet.config.Config#load} is the one door; it tells every fault at once. The only place for
 * YAML; imports nothing of Freshet but {@code model}.
 */
@NullMarked
package dev.freshet.config;

import org.jspecify.annotations.NullMarked;
