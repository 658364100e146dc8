/**
 * The contract suites of what nodes share, as interfaces that each maker's test implements, and the
 * tests of the in-memory makers.
 */
@NullMarked
package dev.freshet.cluster;

import org.jspecify.annotations.NullMarked;
