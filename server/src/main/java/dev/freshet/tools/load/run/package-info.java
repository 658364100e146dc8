/** Measurements: processes of the load client, started, paced, gathered and judged. */
@NullMarked
package dev.freshet.tools.load.run;

import org.jspecify.annotations.NullMarked;
