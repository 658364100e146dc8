/** Plans the scale: from what is asked of a service to nodes, limits and money. */
@NullMarked
package dev.freshet.tools.plan;

import org.jspecify.annotations.NullMarked;
