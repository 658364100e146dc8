/** Files that set up what a plan says: settings, units, balancers, Redis, containers. */
@NullMarked
package dev.freshet.tools.plan.emit;

import org.jspecify.annotations.NullMarked;
