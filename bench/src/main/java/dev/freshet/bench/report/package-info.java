/** What a run writes: a file of tables, a plot, and the figures that {@code freshet load} made. */
@NullMarked
package dev.freshet.bench.report;

import org.jspecify.annotations.NullMarked;
