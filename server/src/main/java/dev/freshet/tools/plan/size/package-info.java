/** How large it must be: nodes, memory, Redis, balancer, storms, limits. */
@NullMarked
package dev.freshet.tools.plan.size;

import org.jspecify.annotations.NullMarked;
