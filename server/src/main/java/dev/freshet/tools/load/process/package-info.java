/** Processes of the load client: started, asked, and their answers put together. */
@NullMarked
package dev.freshet.tools.load.process;

import org.jspecify.annotations.NullMarked;
