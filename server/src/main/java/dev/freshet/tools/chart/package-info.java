/** Charts as SVG, and the page they are on: no script, nothing from elsewhere, light and dark. */
@NullMarked
package dev.freshet.tools.chart;

import org.jspecify.annotations.NullMarked;
