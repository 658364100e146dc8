/** What is measured: where a server is, and how it is spoken to. */
@NullMarked
package dev.freshet.tools.load.aim;

import org.jspecify.annotations.NullMarked;
