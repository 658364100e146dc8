/** The program: wires all parts by hand, in order, and starts what the command line asks for. */
@NullMarked
package dev.freshet;

import org.jspecify.annotations.NullMarked;
