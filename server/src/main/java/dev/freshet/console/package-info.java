/**
 * The console at {@code /console}: who may enter it, what it shows, what can be done there. {@link
 * dev.freshet.console.Console} puts its resources together.
 */
@NullMarked
package dev.freshet.console;

import org.jspecify.annotations.NullMarked;
