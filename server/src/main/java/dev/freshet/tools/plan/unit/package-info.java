/** Amounts with their units, so that no two can be mixed up. */
@NullMarked
package dev.freshet.tools.plan.unit;

import org.jspecify.annotations.NullMarked;
