/** Turns with the console shut and open: what each took, and what they say together. */
@NullMarked
package dev.freshet.bench.console;

import org.jspecify.annotations.NullMarked;
