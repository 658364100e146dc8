/** Reports for people: lines of text, and a page with plots. */
@NullMarked
package dev.freshet.tools.load.report;

import org.jspecify.annotations.NullMarked;
