/** What it costs: self-hosting, managed services, and where they cross. */
@NullMarked
package dev.freshet.tools.plan.money;

import org.jspecify.annotations.NullMarked;
