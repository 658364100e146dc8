/**
 * What this release was measured to cost. {@code tools.doctor} and {@code tools.plan} reckon with
 * it.
 */
@NullMarked
package dev.freshet.tools.recorded;

import org.jspecify.annotations.NullMarked;
