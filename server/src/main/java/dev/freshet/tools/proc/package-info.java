/**
 * Reads processes and numbers from proc, below a folder that tests replace. {@code tools.doctor}
 * and {@code tools.load} both look through it.
 */
@NullMarked
package dev.freshet.tools.proc;

import org.jspecify.annotations.NullMarked;
