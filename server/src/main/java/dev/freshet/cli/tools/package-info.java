/** Commands that look at a server, or try it out, from outside. */
@NullMarked
package dev.freshet.cli.tools;

import org.jspecify.annotations.NullMarked;
