/** What is asked of a service: users, connections, messages. */
@NullMarked
package dev.freshet.tools.plan.demand;

import org.jspecify.annotations.NullMarked;
