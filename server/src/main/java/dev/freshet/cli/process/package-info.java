/** What a command has to do with its process: what was built, its log, and its end. */
@NullMarked
package dev.freshet.cli.process;

import org.jspecify.annotations.NullMarked;
