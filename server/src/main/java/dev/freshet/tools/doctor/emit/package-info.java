/** Files that give a machine what a number of connections needs, each value with its reason. */
@NullMarked
package dev.freshet.tools.doctor.emit;

import org.jspecify.annotations.NullMarked;
