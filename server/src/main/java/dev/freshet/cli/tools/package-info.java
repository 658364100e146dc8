/** The commands that look at a server from outside: what a machine can hold, and what it does. */
@NullMarked
package dev.freshet.cli.tools;

import org.jspecify.annotations.NullMarked;
