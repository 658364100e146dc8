/** What a command has to do with its process: streams, settings, what was built, log, and end. */
@NullMarked
package dev.freshet.cli.process;

import org.jspecify.annotations.NullMarked;
