/** Commands that look at a server and its machine from outside. */
@NullMarked
package dev.freshet.cli.tools;

import org.jspecify.annotations.NullMarked;
