/** A plan as text, JSON, Markdown and a page. */
@NullMarked
package dev.freshet.tools.plan.report;

import org.jspecify.annotations.NullMarked;
